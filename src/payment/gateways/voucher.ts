import { FOR_EVER_MS, type Gateway, type GatewayOutcome, type LookUpOutcome, type SentOperation } from './gateway.js';

/**
 * Vouchers are our own money, so that nobody is asked: whether one pays is decided under its lock, in the transaction
 * that records the answer (`vouchers/redeem-voucher.ts`). Until then nothing has happened, which is why every answer
 * may be given again.
 */
export class VoucherGateway implements Gateway {
  readonly name = 'voucher';
  readonly lookUpLagMs = 0;

  keyRetentionMs(): number {
    return FOR_EVER_MS;
  }

  async charge({ gatewayKey }: { readonly gatewayKey: string }): Promise<GatewayOutcome> {
    return { kind: 'succeeded', reference: gatewayKey };
  }

  async refund({ gatewayKey }: { readonly gatewayKey: string }): Promise<GatewayOutcome> {
    return { kind: 'succeeded', reference: gatewayKey };
  }

  async lookUp({ gatewayKey }: SentOperation): Promise<LookUpOutcome> {
    return { kind: 'succeeded', reference: gatewayKey };
  }
}
