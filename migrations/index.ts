import type { Migration } from '../src/database/migration.js';
import { core } from './0001-core.js';
import { fareClasses } from './0002-fare-classes.js';
import { hotels } from './0003-hotels.js';
import { bookingLife } from './0004-booking-life.js';
import { disruption } from './0005-disruption.js';

/** In order, forward only. A migration that has landed is never edited: the next one corrects it. */
export const migrations: readonly Migration[] = [core, fareClasses, hotels, bookingLife, disruption];
