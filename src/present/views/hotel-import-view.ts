import type { View } from '../../cli/output.js';
import type { HotelImportResult } from '../../seeding/import-hotels.js';
import { field } from '../column.js';

/** Numbers of new properties and room types, and of nights. */
export const hotelImportView: View<HotelImportResult> = {
  columns: [
    field('properties', 'New properties', 'number'),
    field('roomTypes', 'New room types', 'number'),
    field('imported', 'Nights imported', 'number'),
    field('updated', 'Updated', 'number'),
    field('unchanged', 'Unchanged', 'number'),
    field('rejected', 'Rejected', 'number'),
  ],
};
