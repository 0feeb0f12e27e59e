import type { IdPrefix, IdSource } from '../kernel/ids.js';

/** Ids as they always are, while random bytes, of which record locators are made, are those that were set. */
export class LocatorIds implements IdSource {
  /** What the next locator is made of. A transaction that is retried gets the same. */
  locator: Uint8Array = new Uint8Array();

  constructor(private readonly ids: IdSource) {}

  next(prefix: IdPrefix): string {
    return this.ids.next(prefix);
  }

  bytes(count: number): Uint8Array {
    return this.locator.subarray(0, count);
  }
}
