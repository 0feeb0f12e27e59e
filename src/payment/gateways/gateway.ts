/** What became of an operation at the gateway. Reasons are short snake_case codes: `card_declined`. */
export type GatewayOutcome =
  | { readonly kind: 'succeeded'; readonly reference: string }
  | { readonly kind: 'declined'; readonly reason: string }
  /** No answer came: the effect may have happened or not. Ask again with the same key and the same body. */
  | { readonly kind: 'unknown'; readonly reason: string };

export type LookUpOutcome = GatewayOutcome | { readonly kind: 'not-found' };

export interface ChargeRequest {
  /** Belongs to the operation and not to the attempt: the same key and body always mean the same charge. */
  readonly gatewayKey: string;
  /** Minor units of `currency`. */
  readonly amountMinor: number;
  readonly currency: string;
  /** The gateway's token of a means of payment; never a card number. */
  readonly source: string;
}

export interface RefundRequest {
  readonly gatewayKey: string;
  /** The reference with which the charge succeeded. */
  readonly chargeReference: string;
  readonly amountMinor: number;
  readonly currency: string;
}

/**
 * A company that moves money. An adapter throws `GatewayError` for whatever the network or the gateway
 * did to the call, within a time limit of its own; anything else that it throws is a defect of ours.
 * It is never called inside a transaction.
 */
export interface Gateway {
  readonly name: string;
  charge(request: ChargeRequest): Promise<GatewayOutcome>;
  refund(request: RefundRequest): Promise<GatewayOutcome>;
  /** What became of an earlier operation, without doing anything. */
  lookUp(gatewayKey: string): Promise<LookUpOutcome>;
}

/** The call was lost, or was refused in a way that does not tell what an earlier one under its key did. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';

  constructor(
    /** `unreachable`, `key_reused`: kept as why an operation is unknown. */
    readonly reason: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Makes one call; a lost one is an unknown outcome, and never a failure. */
export async function askGateway<O extends GatewayOutcome | LookUpOutcome>(
  call: () => Promise<O>,
): Promise<O | GatewayOutcome> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof GatewayError) return { kind: 'unknown', reason: error.reason };
    throw error;
  }
}
