import type { Column } from '../../present/column.js';
import { alignOf, GAP, layOut } from '../../present/layout.js';
import { padText, truncateText, wrapText } from '../../present/text-width.js';
import type { Area, Line } from '../area.js';
import type { Key } from '../key.js';
import type { Theme } from '../theme.js';
import { fitLine } from './fit.js';
import { moved, windowStart } from './scroll.js';

export interface ListViewOptions<T> {
  columns(): readonly Column<T>[];
  /** By which a row is known again when the list was read anew. */
  readonly idOf: (item: T) => string;
  readonly emptyText?: () => string | undefined;
}

const POINTER_WIDTH = 2;

/** Rows of which one is selected, and as many in sight as there is room for, however many there are. */
export class ListView<T> {
  /** Undefined until something was read. */
  private read: readonly T[] | undefined;
  private at = 0;
  private first = 0;
  private page = 1;
  /** By id: they stay marked when a filter or a page that is read anew leaves them out. */
  private readonly marks = new Map<string, T>();

  constructor(
    private readonly theme: Theme,
    private readonly options: ListViewOptions<T>,
  ) {}

  get items(): readonly T[] {
    return this.all;
  }

  private get all(): readonly T[] {
    return this.read ?? [];
  }

  private get nothing(): string {
    return this.read === undefined ? '' : (this.options.emptyText?.() ?? 'Nothing here.');
  }

  get selected(): T | undefined {
    return this.all[this.at];
  }

  /** From 0. */
  get position(): number {
    return this.at;
  }

  /** Those in sight and the page behind them: what has to be fresh. */
  get range(): { readonly first: number; readonly end: number } {
    return { first: this.first, end: this.first + 2 * this.page };
  }

  /** The items that were marked, as they were read last; without marks the one that is selected. */
  chosen(): readonly T[] {
    if (this.marks.size > 0) return [...this.marks.values()];
    return this.selected === undefined ? [] : [this.selected];
  }

  get marked(): number {
    return this.marks.size;
  }

  toggleMark(): void {
    if (this.selected === undefined) return;
    const id = this.options.idOf(this.selected);
    if (!this.marks.delete(id)) this.marks.set(id, this.selected);
    this.at = Math.min(this.all.length - 1, this.at + 1);
  }

  clearMarks(): void {
    this.marks.clear();
  }

  /** Shows these; what was selected stays selected and where it was on the screen. */
  show(items: readonly T[]): void {
    const { idOf } = this.options;
    const id = this.selected === undefined ? undefined : idOf(this.selected);
    this.read = items;
    if (id !== undefined && (this.selected === undefined || idOf(this.selected) !== id)) {
      const found = items.findIndex((item) => idOf(item) === id);
      if (found >= 0) {
        this.first = Math.max(0, this.first + found - this.at);
        this.at = found;
      }
    }
    this.at = Math.max(0, Math.min(this.at, items.length - 1));
    if (this.marks.size === 0) return;
    for (const item of items) if (this.marks.has(idOf(item))) this.marks.set(idOf(item), item);
  }

  /** As before anything was read. */
  forget(): void {
    this.read = undefined;
    this.at = 0;
    this.first = 0;
  }

  select(position: number): void {
    this.at = Math.max(0, Math.min(position, this.all.length - 1));
  }

  press({ name }: Key): boolean {
    const to = moved(name, this.at, this.all.length, this.page);
    if (to === undefined) return false;
    this.at = to;
    return true;
  }

  /** @param isFocused false where another pane has the keys */
  draw({ width, height }: Area, isFocused = true): Line[] {
    const { paint, pointer } = this.theme;
    if (this.all.length === 0) return wrapText(this.nothing, width).map((line) => paint('dim', line));
    this.page = Math.max(1, height - 1);
    this.first = windowStart(this.first, this.at, this.page, this.all.length);
    const shown = this.all.slice(this.first, this.first + this.page);
    const columns = this.options.columns().filter((column) => !column.isWide);
    const { headers, rows, widths } = layOut(shown, columns, width - POINTER_WIDTH);
    const cells = (texts: readonly string[]) =>
      texts
        .map((text, at) => padText(truncateText(text, widths[at] ?? 0), widths[at] ?? 0, alignOf(columns[at])))
        .join(GAP)
        .trimEnd();
    const head = `${' '.repeat(POINTER_WIDTH)}${paint('dim', cells(headers))}`;
    const lines = rows.map((row, at) => {
      const item = shown[at] as T;
      const isSelected = this.first + at === this.at;
      const mark = this.marks.has(this.options.idOf(item)) ? paint('yellow', '*') : ' ';
      const text = cells(row);
      if (!isSelected) return ` ${mark}${text}`;
      return `${isFocused ? pointer : paint('dim', '·')}${mark}${isFocused ? paint('bold', text) : text}`;
    });
    return [head, ...lines].map((line) => fitLine(line, width));
  }

  /** The row that is selected, as one would read it aloud. */
  spoken(): string {
    const { selected } = this;
    if (selected === undefined) return this.nothing;
    const columns = this.options.columns().filter((column) => !column.isWide);
    const { headers, rows } = layOut([selected], columns, undefined);
    const cells = (rows[0] ?? []).flatMap((cell, at) =>
      cell === '–' ? [] : [`${(headers[at] ?? '').toLowerCase()} ${cell}`.trim()],
    );
    const mark = this.marks.has(this.options.idOf(selected)) ? 'marked, ' : '';
    return `${this.at + 1} of ${this.all.length}: ${mark}${cells.join(', ')}`;
  }
}
