import type { App } from '../app.js';
import type { Destination, Named } from './parts/palette.js';
import type { CommandWords, Place } from './place.js';
import type { Reference } from './references.js';
import type { Stage } from './stage.js';
import type { Theme } from './theme.js';

/** What belongs to the places and not to moving between them: `places/atlas.ts`. */
export interface Atlas {
  home(stage: Stage): Place;
  destinations(stage: Stage): readonly Destination[];
  placeOf(stage: Stage, reference: Reference): Place;
}

export interface ConsoleOptions {
  readonly app: App;
  readonly theme: Theme;
  readonly atlas: Atlas;
  /** Draws what has changed; called as often as something did. */
  onChange(): void;
  /** @param wasInterrupted by Ctrl-C, rather than by choice */
  onQuit(wasInterrupted: boolean): void;
  /** Puts a text where the agent can paste it from. @returns where that is, in a sentence */
  copy(text: string): string;
  /** The flags that every command needs which is to do the same as this console. */
  readonly commandFlags: CommandWords;
  /** Every command of the program. */
  commands(): readonly Named[];
}
