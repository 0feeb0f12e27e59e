import type { KnownNotification } from './notification-repository.js';

/** What goes out as one message: a notification, and the others of its customer and job that travel with it. */
export interface Parcel {
  /** Whose message it is: it has the due time, the Message-ID and the file's name for all of them. */
  readonly lead: KnownNotification;
  /** In the order of their ids; none where it goes out by itself. */
  readonly others: readonly KnownNotification[];
}
