import type { Area, Line } from './area.js';
import type { Key } from './key.js';

/** What a key does here. */
export interface Binding {
  /** The first is shown. */
  readonly keys: readonly string[];
  /** One or two words: `open`, `cancel booking`. */
  readonly label: string;
  /** Left out of the footer, and shown by `?`. */
  readonly isSilent?: boolean;
  run(): void;
}

/** A command of opsdesk, word by word, without the program's name. */
export type CommandWords = readonly string[];

/**
 * Where somebody is: a list, a booking, a form. Places lie on one another, and Esc takes the uppermost away.
 * A place keeps what is typed and selected; the console owns the screen, the keys that work everywhere, and time.
 */
export interface Place {
  /** In the breadcrumbs. */
  readonly title: string;
  /** The command that would show or do the same. */
  command(): CommandWords | undefined;
  bindings(): readonly Binding[];
  draw(area: Area): readonly Line[];
  /** What is selected or typed into, in a sentence: for whoever hears the screen. */
  spoken(): string;
  /** Which part of it is in sight, a panel or a page: whoever hears the screen hears all of another. */
  readonly part?: string;
  /** What came in by itself and is worth hearing whole, such as a price; empty while there is none. */
  readonly news?: string;
  /** What `press` makes of keys, for whoever asks what keys do: `31C`, `to a seat`. */
  readonly typed?: readonly (readonly [keys: string, what: string])[];
  /** A key that no binding has. @returns whether it meant something here */
  press?(key: Key): boolean;
  /** True while a field has the focus: what is typed is text then, and no binding. */
  readonly isTyping?: boolean;
  /** True where something was typed that would be lost with it. */
  readonly isFilled?: boolean;
  /** Reads again what is shown; selection and scroll position stay. */
  load?(): Promise<void>;
  /** Milliseconds after which it is read again, however much is heard of meanwhile; without it, every two seconds. Infinity for what nobody changes. */
  readonly refreshMs?: number | undefined;
  /** Narrows the list at hand to what holds this text. */
  filter?(text: string): void;
  readonly filterText?: string;
  /** Called when it is taken away. */
  close?(): void;
}
