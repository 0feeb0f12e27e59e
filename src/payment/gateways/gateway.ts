import type { Instant } from '../../kernel/instant.js';

/** What became of an operation at the gateway. Reasons are short snake_case codes: `card_declined`. */
export type GatewayOutcome =
  | {
      readonly kind: 'succeeded';
      readonly reference: string;
      /** Of an authorisation, where the gateway says it: real time in milliseconds. */
      readonly expiresAt?: Instant | undefined;
    }
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

export interface CaptureRequest {
  readonly gatewayKey: string;
  /** The reference with which the authorisation succeeded. */
  readonly authorisationReference: string;
  /** At most what was set aside. */
  readonly amountMinor: number;
  readonly currency: string;
}

export type VoidRequest = Pick<CaptureRequest, 'gatewayKey' | 'authorisationReference'>;

export type OperationKind = 'charge' | 'refund' | 'authorise' | 'capture' | 'void';

/** Of an operation that was begun, all by which it can be found again. */
export interface SentOperation {
  readonly kind: OperationKind;
  readonly gatewayKey: string;
  readonly amountMinor: number;
  readonly currency: string;
  /** What a refund gives back from, and what a capture or a void ends; null for what stands alone. */
  readonly chargeReference: string | null;
  /** Real time in milliseconds, at or before the first call. */
  readonly begunAt: Instant;
}

export type AuthorisationState =
  /** Without a time where the gateway tells none. */
  | { readonly kind: 'open'; readonly expiresAt: Instant | undefined }
  /** The reference is that of a charge, which can be refunded. */
  | { readonly kind: 'captured'; readonly reference: string; readonly amountMinor: number }
  /** Voided, or run out: nothing is set aside any more, and nothing was taken. */
  | { readonly kind: 'over'; readonly reason: string };

/** Of a gateway that sets money aside and takes it later, or never. */
export interface Authorisations {
  /** For how long one stands where the gateway does not say, in milliseconds. */
  readonly lifeMs: number;
  /** As a charge, of which nothing is taken yet. */
  authorise(request: ChargeRequest): Promise<GatewayOutcome>;
  /** Takes all of it or a part, once: the rest is set free. The outcome's reference is that of a charge. */
  capture(request: CaptureRequest): Promise<GatewayOutcome>;
  /** Sets it free. */
  void(request: VoidRequest): Promise<GatewayOutcome>;
  /** What has become of it, whoever did it. Never behind. @throws GatewayError */
  read(reference: string, currency: string): Promise<AuthorisationState>;
}

/** What a customer is asked to pay by themselves, on a page of the gateway's. */
export interface LinkRequest {
  readonly gatewayKey: string;
  /** Minor units of `currency`. */
  readonly amountMinor: number;
  readonly currency: string;
  /** What the customer reads there. */
  readonly description: string;
  /** Real time in milliseconds, whole seconds. */
  readonly expiresAt: Instant;
}

export interface PaymentLink {
  readonly reference: string;
  readonly url: string;
}

/** What a link that was made is known by. */
export type OpenLink = Omit<LinkRequest, 'description'>;

export type LinkState =
  | { readonly kind: 'open'; readonly url: string }
  /** The reference is that of a charge, which can be refunded. */
  | { readonly kind: 'paid'; readonly reference: string }
  /** Nobody can pay by it any more, and nobody has. */
  | { readonly kind: 'over' };

/** Of a gateway that has pages on which customers pay, so that no desk ever hears a card number. */
export interface PaymentLinks {
  /** Milliseconds that a link may live. */
  readonly shortestMs: number;
  readonly longestMs: number;
  /** The same key and body again are the same link. @throws GatewayError */
  create(request: LinkRequest): Promise<PaymentLink>;
  /**
   * Where the customer has only agreed to pay, it takes the money: once, however many look, and never behind
   * `expiresAt`.
   * @param real real time in milliseconds
   * @throws GatewayError
   */
  read(reference: string, link: OpenLink, real: Instant): Promise<LinkState>;
}

/**
 * A gateway's word that something happened. It only says where to look: what is there is asked for, so that neither
 * the order nor the number of such words matters.
 */
export interface GatewayEvent {
  /** The gateway's own; each is taken once. */
  readonly eventId: string;
  /** As the gateway calls it: `checkout.session.completed`. */
  readonly kind: string;
  /** False for what is about no money of ours. */
  readonly isAboutMoney: boolean;
  /** Ours, where what happened carries it. */
  readonly gatewayKey: string | null;
  /** As which it may stand in our books, the nearest first. Of what went back never its charge, which tells nothing of it. */
  readonly references: readonly string[];
}

/** By their names in lower case. */
export type HttpHeaders = Readonly<Record<string, string>>;

/** Of a gateway that sends web hooks. */
export interface GatewayEvents {
  /** Of HTTP, in lower case: what a web hook is signed with. */
  readonly signatureHeaders: readonly string[];
  /**
   * @param body as it came, to the byte
   * @param headers by their names in lower case, all of `signatureHeaders` among them
   * @param real real time in milliseconds
   * @throws WEBHOOK_REFUSED for a forged, changed or old one; GatewayError while nobody can tell
   */
  read(body: string, headers: HttpHeaders, real: Instant): Promise<GatewayEvent>;
}

/** A number of milliseconds that never pass: of a gateway that forgets no key. */
export const FOR_EVER_MS = Number.POSITIVE_INFINITY;

/**
 * A company that moves money. An adapter throws `GatewayError` for whatever the network or the gateway
 * did to the call, within a time limit of its own; anything else that it throws is a defect of ours.
 * It is never called inside a transaction.
 */
export interface Gateway {
  readonly name: string;
  /**
   * Milliseconds from a key's first use for which the same call gives the answer of the first one. Behind that it
   * would be a second charge or refund: nothing is ever posted under such a key again.
   */
  keyRetentionMs(kind: OperationKind): number;
  /** Milliseconds for which `lookUp` may miss an operation that was carried out. */
  readonly lookUpLagMs: number;
  charge(request: ChargeRequest): Promise<GatewayOutcome>;
  refund(request: RefundRequest): Promise<GatewayOutcome>;
  /** What became of an earlier operation, without doing anything. */
  lookUp(operation: SentOperation): Promise<LookUpOutcome>;
  readonly authorisations?: Authorisations;
  readonly links?: PaymentLinks;
  readonly events?: GatewayEvents;
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
export async function askGateway<O extends { readonly kind: string }>(
  call: () => Promise<O>,
): Promise<O | Extract<GatewayOutcome, { kind: 'unknown' }>> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof GatewayError) return { kind: 'unknown', reason: error.reason };
    throw error;
  }
}

/** What became of a capture or a void, by what has become of the authorisation that it was to end. */
export async function findEnding(authorisations: Authorisations, operation: SentOperation): Promise<LookUpOutcome> {
  const { kind, chargeReference, currency, amountMinor } = operation;
  const state = await authorisations.read(chargeReference ?? '', currency);
  if (state.kind === 'open') return { kind: 'not-found' };
  if (kind === 'void') {
    return state.kind === 'over'
      ? { kind: 'succeeded', reference: chargeReference ?? '' }
      : { kind: 'declined', reason: 'captured_already' };
  }
  if (state.kind === 'over') return { kind: 'declined', reason: state.reason };
  return state.amountMinor === amountMinor
    ? { kind: 'succeeded', reference: state.reference }
    : { kind: 'declined', reason: 'captured_otherwise' };
}
