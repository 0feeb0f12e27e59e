import type { App } from '../app.js';
import { toOpsdeskError } from '../cli/errors.js';
import type { OpsdeskError } from '../kernel/errors.js';
import { escapeText } from '../present/escape-text.js';
import type { Place } from './place.js';

/** How long what is shown may be out of date before it is read again, unless its place says otherwise. Milliseconds. */
const REFRESH_MS = 2_000;
/** How soon a database that was lost is asked again. */
const RETRY_MS = 1_000;

export interface ReadingOptions {
  readonly app: App;
  /** The place in sight. */
  current(): Place;
  onChange(): void;
  /** What could not be done, but for want of a database. `unread` is the place that was to be read for the first time. */
  onError(error: OpsdeskError, unread: Place | undefined): void;
}

/** What each place shows is read in the background: when, how long ago, and what stands against it. */
export class Reading {
  private readonly readAt = new WeakMap<Place, number>();
  /** When it was tried last, with or without success. */
  private readonly triedAt = new WeakMap<Place, number>();
  private readonly underWay = new WeakSet<Place>();
  /** Written meanwhile: it is read again when it has been read. */
  private readonly stale = new WeakSet<Place>();
  /** Why nothing can be read, and since when. */
  private lost: { readonly message: string; readonly sinceMs: number } | undefined;
  private working = 0;

  constructor(private readonly options: ReadingOptions) {}

  /** Reads a place again, now or as soon as it has been read. */
  again(place: Place): void {
    if (this.underWay.has(place)) this.stale.add(place);
    else this.read(place);
  }

  /** Reads a place again where what it shows has grown old. */
  ifOld(place: Place): void {
    if (isFixed(place) && this.has(place)) return;
    const age = Date.now() - (this.triedAt.get(place) ?? 0);
    if (age >= (this.lost ? RETRY_MS : (place.refreshMs ?? REFRESH_MS))) this.read(place);
  }

  /** Carries work out beside, and tells how it failed. */
  beside(work: () => Promise<void>): void {
    this.working += 1;
    this.options.onChange();
    void this.attempt(work).finally(() => {
      this.working -= 1;
      this.options.onChange();
    });
  }

  has(place: Place): boolean {
    return place.load === undefined || this.readAt.has(place);
  }

  /** Nothing is under way that the next key may have waited for. */
  isSettled(place: Place): boolean {
    return this.working === 0 && this.has(place);
  }

  ageInWords(place: Place): string {
    if (this.working > 0) return 'working…';
    if (!place.load) return '';
    const readAt = this.readAt.get(place);
    if (readAt === undefined) return this.triedAt.has(place) ? 'not read' : 'reading…';
    if (isFixed(place)) return '';
    return `${secondsSince(readAt)} s old`;
  }

  /** What stands over everything while the database cannot be reached; and for how long that has been. */
  get banner(): { readonly text: string; readonly since: string } | undefined {
    if (!this.lost) return undefined;
    return {
      text: `${escapeText(this.lost.message)}; trying again`,
      since: `${secondsSince(this.lost.sinceMs)} s without it`,
    };
  }

  private read(place: Place): void {
    if (!place.load || this.underWay.has(place)) return;
    this.underWay.add(place);
    const reading = async (): Promise<void> => {
      await place.load?.();
      this.readAt.set(place, Date.now());
      // What nobody changes may have been read from memory.
      if (!isFixed(place)) this.lost = undefined;
    };
    void this.attempt(reading, place).finally(() => {
      this.underWay.delete(place);
      this.triedAt.set(place, Date.now());
      this.options.onChange();
      if (this.stale.delete(place) && place === this.options.current()) this.read(place);
    });
  }

  private async attempt(work: () => Promise<void>, place?: Place): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      const error = toOpsdeskError((await this.options.app.explain(thrown)) ?? thrown);
      if (error.code !== 'DATABASE_UNAVAILABLE') {
        this.options.onError(error, place && !this.has(place) ? place : undefined);
        return;
      }
      this.lost = { message: error.message, sinceMs: this.lost?.sinceMs ?? Date.now() };
      this.options.onChange();
    }
  }
}

function isFixed({ refreshMs }: Place): boolean {
  return refreshMs === Number.POSITIVE_INFINITY;
}

function secondsSince(instantMs: number): number {
  return Math.max(0, Math.round((Date.now() - instantMs) / 1_000));
}
