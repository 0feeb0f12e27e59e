import type { Area, Line } from '../area.js';
import type { Key } from '../key.js';
import type { Theme } from '../theme.js';
import { windowStart } from './scroll.js';
import { wrapLine } from './wrap-line.js';

const STEPS: Readonly<Record<string, (height: number) => number>> = {
  up: () => -1,
  k: () => -1,
  down: () => 1,
  j: () => 1,
  pageup: (height) => -height,
  'ctrl-b': (height) => -height,
  pagedown: (height) => height,
  ' ': (height) => height,
  'ctrl-f': (height) => height,
  home: () => Number.NEGATIVE_INFINITY,
  g: () => Number.NEGATIVE_INFINITY,
  end: () => Number.POSITIVE_INFINITY,
};

/** Text that may be longer than the screen. */
export class TextView {
  private shown: readonly Line[] = [];
  private lines: readonly Line[] = [];
  private first = 0;
  private height = 1;

  constructor(private readonly theme: Theme) {}

  show(text: string): void {
    this.shown = text.split('\n');
    this.lines = this.shown;
  }

  press({ name }: Key): boolean {
    const step = Object.hasOwn(STEPS, name) ? STEPS[name]?.(this.height) : undefined;
    if (step === undefined) return false;
    const lowest = Math.max(0, this.lines.length - this.height);
    this.first = Math.min(lowest, Math.max(0, this.first + step));
    return true;
  }

  draw({ width, height }: Area): Line[] {
    this.lines = this.shown.flatMap((line) => wrapLine(line, width));
    const isLonger = this.lines.length > height;
    this.height = Math.max(1, isLonger ? height - 1 : height);
    this.first = windowStart(this.first, this.first, this.height, this.lines.length);
    const shown = this.lines.slice(this.first, this.first + this.height);
    if (!isLonger) return shown;
    const end = Math.min(this.lines.length, this.first + this.height);
    return [...shown, this.theme.paint('dim', `lines ${this.first + 1} to ${end} of ${this.lines.length}`)];
  }

  /** How much there is, for whoever has heard it. */
  spoken(): string {
    const { length } = this.shown;
    return length === 1 ? 'one line' : `${length} lines`;
  }

  /** Which page of it is in sight. */
  get part(): string {
    return String(this.first);
  }

  get text(): string {
    return this.shown.join('\n');
  }
}
