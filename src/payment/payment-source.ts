import { hasCardNumber } from '../kernel/card-number.js';
import { OpsdeskError } from '../kernel/errors.js';
import { knownGateway } from './gateways/open-gateway.js';
import { VOUCHER } from './means.js';
import { hashVoucherCode } from './vouchers/voucher-code.js';

export interface PaymentSource {
  readonly gateway: string;
  /** The gateway's token of a means of payment; of a voucher the hash of its code. */
  readonly source: string;
}

/**
 * Reads what follows `--pay`: `GATEWAY[:TOKEN]`.
 * @throws INVALID_INPUT for an unknown gateway, a missing token, or a card number in its place
 */
export function parsePaymentSource(text: string): PaymentSource {
  const [name = '', ...rest] = text.trim().split(':');
  const gateway = name.toLowerCase();
  const { defaultSource } = knownGateway(gateway);
  const source = rest.length === 0 ? defaultSource : rest.join(':');
  // Whoever has the code has the money: from here on it is only known by its hash.
  if (gateway === VOUCHER) return { gateway, source: hashVoucherCode(source ?? '') };
  if (source !== undefined && hasCardNumber(source)) {
    throw new OpsdeskError('INVALID_INPUT', 'a card number is no token, and must not be typed here', {
      hint: `Give the token that the gateway made of the card: ${gateway}:TOKEN.`,
    });
  }
  if (source !== undefined && /^[\w.-]{1,255}$/.test(source)) return { gateway, source };
  throw new OpsdeskError('INVALID_INPUT', `"${text}" names no token of ${gateway}`, {
    hint: `Write GATEWAY:TOKEN, such as ${gateway}:${defaultSource ?? 'TOKEN'}.`,
  });
}
