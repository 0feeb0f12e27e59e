import type { Instant } from '../../kernel/instant.js';

/** A message ready to go. Sent twice it is the same message: same id, same Message-ID, same date. */
export interface OutgoingMessage {
  readonly notificationId: string;
  /** RFC 5322, with its angle brackets. */
  readonly messageId: string;
  readonly to: string;
  readonly subject: string;
  /** Plain text with line feeds. */
  readonly body: string;
  readonly date: Instant;
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
}
