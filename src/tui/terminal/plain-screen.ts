import type { Console } from '../console.js';

/** Long enough that what follows from one key is said once. */
const SETTLE_MS = 120;
const LINES = 60;

/**
 * The console for whoever hears it, or has a terminal that can only append: the same keys, and lines that are written
 * once and never changed. A place is read out when one comes to it; after that, what has the focus and what happened.
 */
export class PlainScreen {
  private timer: NodeJS.Timeout | undefined;
  private where = '';
  private focus = '';
  private notice = '';

  constructor(
    private readonly write: (text: string) => void,
    private readonly width: () => number,
  ) {}

  changed(desk: Console): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tell(desk), SETTLE_MS);
  }

  /** Reads all of it out again at the next change. */
  forget(): void {
    this.where = '';
  }

  close(): void {
    clearTimeout(this.timer);
  }

  private tell(desk: Console): void {
    const { where, body, notice, command, keys, focus, isReading } = desk.linear({
      width: this.width(),
      height: LINES,
    });
    // What has not been read yet is not worth saying.
    if (isReading) return;
    const isElsewhere = where !== this.where;
    const lines = [
      ...(isElsewhere ? ['', where, ...body, ...(command === '' ? [] : [`Command: ${command}`]), `Keys: ${keys}`] : []),
      ...(notice !== '' && notice !== this.notice ? [notice] : []),
      ...(isElsewhere || focus !== this.focus ? [`> ${focus}`] : []),
    ];
    Object.assign(this, { where, focus, notice });
    if (lines.length > 0) this.write(`${lines.join('\n')}\n`);
  }
}
