import { OpsdeskError } from '../kernel/errors.js';
import { dateFlag } from './parse.js';

/** Days from and to, both of them within. */
export const periodFlags = {
  from: dateFlag({ summary: 'From this day on.' }),
  to: dateFlag({ summary: 'Up to and with this day.' }),
};

/** @throws INVALID_INPUT when no day lies in it, which would look like having found nothing */
export function requirePeriod({ from, to }: { readonly from?: string | undefined; readonly to?: string | undefined }) {
  if (from === undefined || to === undefined || from <= to) return;
  throw new OpsdeskError('INVALID_INPUT', `--to ${to} is before --from ${from}`, {
    hint: 'Both days are within: exchange them, or leave one out.',
    details: { from, to },
  });
}
