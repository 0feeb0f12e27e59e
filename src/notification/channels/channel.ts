import type { Instant } from '../../kernel/instant.js';

/** A message ready to go. Sent twice it is the same message: same id, same Message-ID, same date. */
export interface OutgoingMessage {
  readonly notificationId: string;
  readonly customerId: string;
  /** RFC 5322, with its angle brackets. */
  readonly messageId: string;
  /** An address of the channel's own kind: e-mail, a telephone number, a URL. */
  readonly to: string;
  readonly subject: string;
  /** Plain text with line feeds. */
  readonly body: string;
  readonly date: Instant;
  /** The template's name, and what it was filled with, for programs. */
  readonly kind: string;
  readonly fields: unknown;
  readonly recordLocator: string | null;
  /** RFC 5545 calendars to go with it; none where there is nothing to put into one. */
  readonly calendars: readonly string[];
}

/** Why a message did not go out. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';

  constructor(
    message: string,
    /** True when another attempt cannot succeed: an address that is none. */
    readonly isPermanent = false,
    options: ErrorOptions = {},
  ) {
    super(message, options);
  }
}

export interface Channel {
  /**
   * Hands a message to whoever carries it, at least once.
   * @param signal aborted when nobody waits for it any more
   * @throws DeliveryError
   */
  deliver(message: OutgoingMessage, signal: AbortSignal): Promise<void>;
  /** Lets go of connections that were kept for the next message. */
  close?(): void;
}
