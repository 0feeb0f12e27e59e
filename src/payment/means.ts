import type { PaymentRow } from '../database/schema.js';

/** The name that stands where others have their gateway's, for what is paid with a voucher of our own. */
export const VOUCHER = 'voucher';

/** Of a payment by voucher the source is the voucher's id. */
export function isByVoucher({ gateway }: Pick<PaymentRow, 'gateway'>): boolean {
  return gateway === VOUCHER;
}
