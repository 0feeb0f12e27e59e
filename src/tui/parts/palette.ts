import { escapeText } from '../../present/escape-text.js';
import { padText } from '../../present/text-width.js';
import type { Area, Line } from '../area.js';
import { fuzzyMatch } from '../fuzzy-match.js';
import type { Key } from '../key.js';
import type { Binding } from '../place.js';
import type { Overlay, Stage } from '../stage.js';
import { fitLine } from './fit.js';
import { moved, windowStart } from './scroll.js';
import { TextField } from './text-field.js';

export interface Named {
  /** What is matched and shown: `bookings`, `queue holds`. */
  readonly name: string;
  readonly summary: string;
}

/** Where the palette can lead. */
export interface Destination extends Named {
  /** The command that shows the same, which finds it too: `booking list`. */
  readonly command?: string;
  /** Done elsewhere, and found after what is done here. */
  readonly isElsewhere?: boolean;
  go(): void;
}

/** A whole word more: what is done here comes first. */
const ELSEWHERE = 10;

/** Every place and command by a few letters of its name, and every reference by itself. */
export class Palette implements Overlay {
  readonly title = 'Go to';
  private readonly field: TextField;
  private at = 0;
  private first = 0;

  constructor(
    private readonly stage: Stage,
    private readonly destinations: readonly Destination[],
    private readonly referenceAt: (text: string) => Destination | undefined,
    typed = '',
  ) {
    this.field = new TextField(typed, 80);
  }

  bindings(): readonly Binding[] {
    return [
      { keys: ['enter'], label: 'go', run: () => {} },
      { keys: ['up', 'down'], label: 'choose', run: () => {} },
      { keys: ['escape'], label: 'stay', run: () => {} },
    ];
  }

  draw({ width, height }: Area): Line[] {
    const { paint, pointer } = this.stage.theme;
    const found = this.found();
    const room = Math.max(1, height - 2);
    this.first = windowStart(this.first, this.at, room, found.length);
    const nameWidth = Math.min(36, Math.max(12, ...found.map(({ name }) => name.length)));
    const rows = found.slice(this.first, this.first + room).map(({ name, summary }, index) => {
      const isSelected = this.first + index === this.at;
      const text = `${padText(escapeText(name), nameWidth)}  ${paint('dim', summary)}`;
      return fitLine(isSelected ? `${pointer} ${paint('bold', text)}` : `  ${text}`, width);
    });
    const none = paint('dim', '  No place, command or reference is called that.');
    return [`: ${this.field.draw(width - 4, this.stage.theme, true)}`, '', ...(rows.length > 0 ? rows : [none])];
  }

  spoken(): string {
    const found = this.found();
    const chosen = found[this.at];
    return `Go to ${escapeText(this.field.text)}. ${chosen ? `${chosen.name}, ${this.at + 1} of ${found.length}` : 'nothing found'}`;
  }

  press(key: Key): boolean {
    if (key.name === 'escape') {
      this.stage.uncover();
      return true;
    }
    const found = this.found();
    if (key.name === 'enter' || key.name === 'tab') {
      const chosen = found[this.at];
      if (!chosen) return true;
      this.stage.uncover();
      chosen.go();
      return true;
    }
    const isMove = ['up', 'down', 'pageup', 'pagedown'].includes(key.name);
    const to = isMove ? moved(key.name, this.at, found.length, 10) : undefined;
    if (to !== undefined) {
      this.at = to;
      return true;
    }
    this.at = 0;
    // What was opened by `:` closes by taking it away again.
    if (key.name === 'backspace' && this.field.text === '') this.stage.uncover();
    return this.field.press(key);
  }

  private found(): readonly Destination[] {
    const text = this.field.text.trim();
    if (text === '') return this.destinations;
    const reference = this.referenceAt(text);
    const matched = this.destinations
      .flatMap((destination) => {
        const { name, command, isElsewhere } = destination;
        const ranks = [name, ...(command ? [command] : [])].flatMap((each) => fuzzyMatch(text, each) ?? []);
        return ranks.length === 0 ? [] : [{ destination, rank: Math.max(...ranks) - (isElsewhere ? ELSEWHERE : 0) }];
      })
      .toSorted((a, b) => b.rank - a.rank)
      .map(({ destination }) => destination);
    if (!reference) return matched;
    // Six letters may be a locator and the name of a place: what is spelled out was meant.
    const isSpelledOut = matched.some(({ name }) => name.startsWith(text.toLowerCase()));
    return isSpelledOut ? [...matched, reference] : [reference, ...matched];
  }
}
