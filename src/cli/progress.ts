import { truncateText } from '../present/text-width.js';
import type { Terminal } from './terminal.js';

const BAR_WIDTH = 24;
const REDRAW_MS = 100;

/** How far a long job has come, on stderr, on a terminal only. */
export class Progress {
  private drawnAt = 0;
  private isDrawn = false;
  private readonly rate = new Rate();
  private readonly isShown: boolean;

  constructor(
    private readonly terminal: Terminal,
    private readonly label: string,
    isQuiet: boolean,
  ) {
    this.isShown = terminal.isErrorTerminal && !isQuiet;
  }

  /** Without a total it counts; with one it draws a bar. */
  update(done: number, total?: number): void {
    const now = performance.now();
    if (!this.isShown || (now - this.drawnAt < REDRAW_MS && done !== total)) return;
    this.drawnAt = now;
    this.isDrawn = true;
    this.rate.note(done, now);
    const left = total === undefined ? undefined : this.rate.secondsLeft(total - done);
    this.terminal.writeError(`\r\u001b[K${truncateText(progressLine(this.label, done, total, left), 79)}`);
  }

  /** Takes the bar away, so that what follows stands on a clean line. */
  finish(): void {
    if (this.isDrawn) this.terminal.writeError('\r\u001b[K');
    this.isDrawn = false;
  }
}

/** Over so many milliseconds the rate is measured: an estimate follows what happens now, and not how it began. */
const WINDOW_MS = 20_000;
const FIRST_ESTIMATE_MS = 3_000;

/** How many are done in a second, of late. */
class Rate {
  private readonly marks: { readonly done: number; readonly at: number }[] = [];

  note(done: number, at: number): void {
    this.marks.push({ done, at });
    while (this.marks.length > 2 && at - (this.marks[1]?.at ?? at) > WINDOW_MS) this.marks.shift();
  }

  /** Undefined until enough has been seen to say so, and where nothing moves. */
  secondsLeft(items: number): number | undefined {
    const [first, last] = [this.marks[0], this.marks.at(-1)];
    if (!first || !last || last.at - first.at < FIRST_ESTIMATE_MS || last.done <= first.done) return undefined;
    return (items * (last.at - first.at)) / (last.done - first.done) / 1_000;
  }
}

/** To the precision that such an estimate has. */
function inWords(seconds: number): string {
  if (seconds < 10) return 'a few seconds left';
  if (seconds < 90) return `about ${Math.ceil(seconds / 10) * 10} s left`;
  return `about ${Math.ceil(seconds / 60)} min left`;
}

export function progressLine(
  label: string,
  done: number,
  total: number | undefined,
  secondsLeft?: number | undefined,
): string {
  if (total === undefined || total <= 0) return `${label} ${done}`;
  const share = Math.min(1, done / total);
  const full = Math.round(share * BAR_WIDTH);
  const bar = `${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)}`;
  const left = secondsLeft === undefined || done >= total ? '' : `, ${inWords(secondsLeft)}`;
  return `${label} ${bar} ${Math.floor(share * 100)}% ${done}/${total}${left}`;
}
