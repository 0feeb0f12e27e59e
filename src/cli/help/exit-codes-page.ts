import type { Paint } from '../../present/colour.js';
import { EXIT_MEANINGS } from '../exit-codes.js';
import { entries, page, prose, section } from './layout.js';

/** What `opsdesk help exit-codes` prints. */
export function exitCodesPage({ paint, width }: { readonly paint: Paint; readonly width: number }): string {
  const list = EXIT_MEANINGS.map(([status, meaning]) => ({ name: String(status).padStart(3), text: meaning }));
  return page([
    'How a command says what came of it.',
    section('EXIT CODES', entries(list, width, paint), paint),
    prose(
      'Under --json a failure is {"error": {"code", "message", "hint", "retryable", "details"}} on stdout, and its code tells more than the status: 5 is SEAT_TAKEN, SOLD_OUT, VERSION_CONFLICT and others.',
      width,
    ),
  ]);
}
