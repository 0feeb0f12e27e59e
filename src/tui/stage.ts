import type { App } from '../app.js';
import type { CommandWords, Place } from './place.js';
import type { Theme } from './theme.js';

/** What a place may ask of the console. */
export interface Stage {
  readonly app: App;
  readonly theme: Theme;
  /** Puts a place on top of the others. */
  open(place: Place): void;
  /** Puts a place where the uppermost was. */
  replace(place: Place): void;
  /** Takes the uppermost away, unless it is the last. */
  back(): void;
  /** Opens what has to be read first, unless one is elsewhere by then. */
  openSoon(make: () => Promise<Place>): void;
  /** Takes this very place away, however late: one may be elsewhere. Goes on to `next`, a reference, if one is not. */
  leave(place: Place, next?: string): void;
  /** Whether keys reach it: nothing lies over it. */
  isInSight(place: Place): boolean;
  /** Goes to where a reference leads. @returns whether it is one */
  jump(reference: string): boolean;
  /** Something happened: one line, which stays until the next key but one. What others typed must be escaped. */
  say(text: string, tone?: 'green' | 'yellow' | 'red'): void;
  /** What is shown has changed. */
  changed(): void;
  /** Carries work out while the console goes on, and tells how it failed. */
  run(work: () => Promise<void>): void;
  /** Reads the uppermost place again, at once. */
  refresh(): void;
  /** Puts a question over the place, which keeps all that it has. */
  ask(question: Question): void;
  /** The same for whatever takes all keys: the palette, the help. */
  cover(overlay: Overlay): void;
  uncover(): void;
  /** Says that writes are locked here, and how to unlock them. @returns whether they are open */
  mayWrite(): boolean;
}

export interface Question {
  /** One line: `Cancel K7QX2M and refund 523.10 GBP?` */
  readonly text: string;
  /** What will be run. */
  readonly command: CommandWords;
  /** On the button: `Cancel the booking`. */
  readonly verb: string;
  /** On the one that leaves everything as it is, where `Cancel` would read like the other. */
  readonly leave?: string | undefined;
  /** What has to be typed first; the button that leaves everything as it is has the focus then. */
  readonly reference?: string | undefined;
  run(): void;
}

/** Lies over a place and takes all keys. */
export interface Overlay extends Pick<Place, 'title' | 'draw' | 'spoken' | 'bindings'> {
  press(key: import('./key.js').Key): boolean;
  command?(): CommandWords | undefined;
}
