import type { Console } from '../console.js';

/** Long enough that what follows from one key is said once. */
const SETTLE_MS = 120;
/** What came in by itself is told once nobody has typed on for as long as this. */
const NEWS_MS = 800;
const LINES = 60;

/**
 * The console for whoever hears it, or has a terminal that can only append: the same keys, and lines that are written
 * once and never changed. A place is read out when one comes to it, or turns its page; after that, what has the focus,
 * what happened, and what a change would cost.
 */
export class PlainScreen {
  private timer: NodeJS.Timeout | undefined;
  private where = '';
  private part = '';
  private focus = '';
  private notice = '';
  private news = { text: '', sinceMs: 0, isTold: true };

  constructor(
    private readonly write: (text: string) => void,
    private readonly width: () => number,
  ) {}

  changed(desk: Console): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tell(desk), SETTLE_MS);
  }

  close(): void {
    clearTimeout(this.timer);
  }

  private tell(desk: Console): void {
    const { where, part, body, notice, command, keys, focus, news, isReading } = desk.linear({
      width: this.width(),
      height: LINES,
    });
    // What has not been read yet is not worth saying.
    if (isReading) return;
    const isElsewhere = where !== this.where;
    const lines = [
      ...(isElsewhere ? ['', where, ...body, ...(command === '' ? [] : [`Command: ${command}`]), `Keys: ${keys}`] : []),
      ...(!isElsewhere && part !== '' && part !== this.part ? ['', ...body] : []),
      ...this.newsOf(news, isElsewhere),
      ...(notice !== '' && notice !== this.notice ? [notice] : []),
      ...(isElsewhere || focus !== this.focus ? [`> ${focus}`] : []),
    ];
    Object.assign(this, { where, part, focus, notice });
    if (lines.length > 0) this.write(`${lines.join('\n')}\n`);
  }

  /** @param isInBody what it says was read out with the place */
  private newsOf(text: string, isInBody: boolean): readonly string[] {
    const now = Date.now();
    if (text !== this.news.text) this.news = { text, sinceMs: now, isTold: text === '' || isInBody };
    if (this.news.isTold || now - this.news.sinceMs < NEWS_MS) return [];
    this.news.isTold = true;
    return text.split('\n').filter((line) => line.trim() !== '');
  }
}
