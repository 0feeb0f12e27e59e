import { describe, expect, it } from 'vitest';
import { parsePaymentSource } from '../../src/payment/payment-source.js';

describe('what follows --pay', () => {
  it.each([
    ['sandbox', 'tok_ok'],
    ['sandbox:tok_decline', 'tok_decline'],
    ['SANDBOX:tok_slow', 'tok_slow'],
  ])('%s pays with %s', (text, source) => {
    expect(parsePaymentSource(text)).toEqual({ gateway: 'sandbox', source });
  });

  it.each(['', 'nobody:tok', 'sandbox:', 'sandbox:a b', 'sandbox:4242 4242 4242 4242', 'sandbox:4242424242424242'])(
    'refuses "%s"',
    (text) => {
      expect(() => parsePaymentSource(text)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
    },
  );

  it('names the gateways that it knows', () => {
    expect(() => parsePaymentSource('nobody')).toThrow(
      expect.objectContaining({ hint: 'Known gateways: sandbox, voucher, stripe, paypal.' }),
    );
  });
});
