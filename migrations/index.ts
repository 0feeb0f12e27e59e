import type { Migration } from '../src/database/migration.js';
import { core } from './0001-core.js';

/** In order, forward only. A migration that has landed is never edited: the next one corrects it. */
export const migrations: readonly Migration[] = [core];
