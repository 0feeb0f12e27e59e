import type { Area, Line } from '../area.js';
import type { Key } from '../key.js';
import type { Binding, CommandWords } from '../place.js';

/** One of several views of the same thing, chosen by its number. */
export interface Panel {
  readonly title: string;
  command?(): CommandWords;
  bindings?(): readonly Binding[];
  draw(area: Area): readonly Line[];
  press(key: Key): boolean;
  spoken(): string;
  /** Which page of it is in sight. */
  readonly part?: string;
  load(): Promise<void>;
}
