import { truncateText } from '../present/text-width.js';
import type { Terminal } from './terminal.js';

const BAR_WIDTH = 24;
const REDRAW_MS = 100;

/** How far a long job has come, on stderr, on a terminal only. */
export class Progress {
  private drawnAt = 0;
  private isDrawn = false;
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
    this.terminal.writeError(`\r\u001b[K${truncateText(progressLine(this.label, done, total), 79)}`);
  }

  /** Takes the bar away, so that what follows stands on a clean line. */
  finish(): void {
    if (this.isDrawn) this.terminal.writeError('\r\u001b[K');
    this.isDrawn = false;
  }
}

export function progressLine(label: string, done: number, total: number | undefined): string {
  if (total === undefined || total <= 0) return `${label} ${done}`;
  const share = Math.min(1, done / total);
  const full = Math.round(share * BAR_WIDTH);
  const bar = `${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)}`;
  return `${label} ${bar} ${Math.floor(share * 100)}% ${done}/${total}`;
}
