import type { Place } from './place.js';

/** How many places lie on one another. */
const MOST_PLACES = 24;

/** Places on one another, of which the uppermost is in sight; the lowest stays. */
export class PlaceStack {
  private readonly places: Place[] = [];

  get top(): Place {
    const place = this.places.at(-1);
    if (!place) throw new Error('broken invariant: the console is nowhere');
    return place;
  }

  get isHome(): boolean {
    return this.places.length === 1;
  }

  get titles(): readonly string[] {
    return this.places.map(({ title }) => title);
  }

  put(place: Place): void {
    this.places.push(place);
    if (this.places.length <= MOST_PLACES) return;
    // Whoever never goes back keeps the way home, the last places, and what was typed.
    const below = this.places.slice(1, -1);
    this.drop(below.find(({ isFilled }) => isFilled !== true) ?? (below[0] as Place));
  }

  /** Puts a place where the uppermost was, the lowest too. */
  replaceTop(place: Place): void {
    this.places.pop()?.close?.();
    this.put(place);
  }

  /** Takes this very place away. @returns whether it was there and could go */
  drop(place: Place): boolean {
    const at = this.places.indexOf(place);
    if (at < 1) return false;
    this.places.splice(at, 1);
    place.close?.();
    return true;
  }

  /** The uppermost of which this is true. */
  uppermost(is: (place: Place) => boolean): Place | undefined {
    return this.places.findLast(is);
  }

  closeAll(): void {
    for (const place of this.places) place.close?.();
  }
}
