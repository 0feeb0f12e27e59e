import { OpsdeskError } from '../kernel/errors.js';
import { knownGateway } from './gateways/open-gateway.js';

export interface PaymentSource {
  readonly gateway: string;
  /** The gateway's token of a means of payment. */
  readonly source: string;
}

const CARD_NUMBER = /^\d{12,19}$/;

/**
 * Reads what follows `--pay`: `GATEWAY[:TOKEN]`.
 * @throws INVALID_INPUT for an unknown gateway, a missing token, or a card number in its place
 */
export function parsePaymentSource(text: string): PaymentSource {
  const [name = '', ...rest] = text.trim().split(':');
  const gateway = name.toLowerCase();
  const { defaultSource } = knownGateway(gateway);
  const source = rest.length === 0 ? defaultSource : rest.join(':');
  if (source !== undefined && CARD_NUMBER.test(source.replaceAll(/[ -]/g, ''))) {
    throw new OpsdeskError('INVALID_INPUT', 'a card number is no token, and must not be typed here', {
      hint: `Give the token that the gateway made of the card: ${gateway}:TOKEN.`,
    });
  }
  if (source !== undefined && /^[\w.-]{1,255}$/.test(source)) return { gateway, source };
  throw new OpsdeskError('INVALID_INPUT', `"${text}" names no token of ${gateway}`, {
    hint: `Write GATEWAY:TOKEN, such as ${gateway}:${defaultSource ?? 'TOKEN'}.`,
  });
}
