import { OpsdeskError } from '../kernel/errors.js';

/** Rooms of a property: of one type, or of all where none is named. */
export interface NamedRooms {
  readonly property: string;
  readonly roomType?: string;
}

/** Reads `LON-01` or `LON-01:DBL`. @throws INVALID_INPUT */
export function parseRooms(text: string): NamedRooms {
  const [property = '', roomType, ...rest] = text.trim().toUpperCase().split(':');
  if (property === '' || roomType === '' || rest.length > 0) {
    throw new OpsdeskError('INVALID_INPUT', `"${text}" names no rooms`, {
      hint: 'Write PROPERTY or PROPERTY:ROOMTYPE, such as LON-01:DBL.',
    });
  }
  return { property, ...(roomType === undefined ? {} : { roomType }) };
}
