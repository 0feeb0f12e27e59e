import { cellForPeople } from '../../present/cell-text.js';
import type { Column } from '../../present/column.js';
import type { Area, Line } from '../area.js';
import type { Key } from '../key.js';
import type { Binding, CommandWords, Place } from '../place.js';
import type { Stage } from '../stage.js';
import { ListView } from './list-view.js';
import { type Page, PagedRows } from './paged-rows.js';

export interface PageRequest {
  readonly limit: number;
  readonly cursor: string | undefined;
  /** What `/` asks for, where the source itself filters; empty for everything. */
  readonly filter: string;
}

export interface ListSpec<T> {
  readonly title: string;
  command(filter: string): CommandWords;
  columns(): readonly Column<T>[];
  idOf(item: T): string;
  /** What stands there where nothing is; told what is filtered by. */
  readonly emptyText?: string | ((filter: string) => string) | undefined;
  fetch(request: PageRequest): Promise<Page<T>>;
  /** What the source filters by: `surname`. Without it the console filters what it has read. */
  readonly filteredBy?: string;
  /** Enter. */
  open?(item: T): void;
  readonly openLabel?: string;
  bindings?(list: ListView<T>): readonly Binding[];
  readonly refreshMs?: number;
  /** Drawn above the list. */
  heading?(items: readonly T[]): readonly Line[];
}

const PAGE_SIZE = 100;
/** A console filters no more than this: what lies behind it is found by the source's own filters. */
const MOST_FILTERED = 1_000;

/** A place that is a list. */
export class ListPlace<T> implements Place {
  readonly list: ListView<T>;
  private rows: PagedRows<T>;
  private text = '';
  private texts = new WeakMap<object, string>();
  /** Under way to the end of the list. */
  private journey: { isOver: boolean } | undefined;

  constructor(
    private readonly stage: Stage,
    private readonly spec: ListSpec<T>,
  ) {
    this.list = new ListView<T>(stage.theme, {
      columns: () => spec.columns(),
      idOf: (item) => spec.idOf(item),
      emptyText: () => (typeof spec.emptyText === 'function' ? spec.emptyText(this.text.trim()) : spec.emptyText),
    });
    this.rows = this.newRows();
  }

  get title(): string {
    return this.spec.title;
  }

  get refreshMs(): number | undefined {
    return this.spec.refreshMs;
  }

  get filterText(): string {
    return this.text;
  }

  command(): CommandWords {
    return this.spec.command(this.spec.filteredBy === undefined ? '' : this.text);
  }

  bindings(): readonly Binding[] {
    const { open, openLabel = 'open' } = this.spec;
    const opening = { keys: ['enter', 'right', 'l'], label: openLabel, run: () => this.openSelected() };
    return [...(open && this.list.selected !== undefined ? [opening] : []), ...(this.spec.bindings?.(this.list) ?? [])];
  }

  filter(text: string): void {
    this.stopJourney();
    this.text = text;
    if (this.spec.filteredBy === undefined) this.showRows();
    else {
      this.rows = this.newRows();
      this.list.forget();
    }
    this.stage.refresh();
  }

  async load(): Promise<void> {
    // It reads page after page, and what moves above it would send it back.
    if (this.journey) return;
    const { rows } = this;
    const isFilteredHere = this.text !== '' && this.spec.filteredBy === undefined;
    const { first, end } = this.list.range;
    await rows.read(isFilteredHere ? { first: 0, end: MOST_FILTERED } : { first, end: Math.max(end, PAGE_SIZE) });
    // Another filter was typed meanwhile.
    if (rows === this.rows) this.showRows();
  }

  close(): void {
    this.stopJourney();
  }

  press(key: Key): boolean {
    this.stopJourney();
    const isMoved = this.list.press(key);
    if (isMoved && this.list.range.end > this.rows.items.length && !this.rows.isWhole) this.stage.refresh();
    if (isMoved && key.name === 'end' && !this.rows.isWhole) this.toEnd();
    return isMoved;
  }

  draw(area: Area): readonly Line[] {
    const heading = this.spec.heading?.(this.list.items) ?? [];
    const lines = this.list.draw({ width: area.width, height: area.height - heading.length - 1 });
    return [...heading, ...lines, this.foot(lines.length, area.height - heading.length - 1)];
  }

  spoken(): string {
    return this.list.spoken();
  }

  private newRows(): PagedRows<T> {
    const filter = this.spec.filteredBy === undefined ? '' : this.text.trim();
    return new PagedRows<T>((cursor) => this.spec.fetch({ limit: PAGE_SIZE, cursor, filter }));
  }

  /** Page after page, so that keys are answered in between; the next one ends it. */
  private toEnd(): void {
    const { rows } = this;
    const journey = { isOver: false };
    this.journey = journey;
    this.stage.run(async () => {
      try {
        while (!rows.isWhole && !journey.isOver) {
          await rows.read({ first: rows.items.length, end: rows.items.length + 1 });
          await new Promise((resolve) => setImmediate(resolve));
        }
      } finally {
        if (this.journey === journey) this.journey = undefined;
      }
      if (journey.isOver) return;
      this.showRows();
      this.list.select(this.list.items.length - 1);
    });
  }

  private stopJourney(): void {
    if (this.journey) this.journey.isOver = true;
    this.journey = undefined;
  }

  private openSelected(): void {
    const { selected } = this.list;
    if (selected !== undefined) this.spec.open?.(selected);
  }

  private showRows(): void {
    const wanted = this.spec.filteredBy === undefined ? this.text.trim().toLowerCase() : '';
    const { items } = this.rows;
    this.list.show(wanted === '' ? items : items.filter((item) => this.textOf(item).includes(wanted)));
  }

  private textOf(item: T): string {
    const known = this.texts.get(item as object);
    if (known !== undefined) return known;
    const text = this.spec
      .columns()
      .map((column) => cellForPeople(column, item))
      .join(' ')
      .toLowerCase();
    this.texts.set(item as object, text);
    return text;
  }

  private foot(drawn: number, height: number): Line {
    const { items, position, marked } = this.list;
    if (items.length === 0 || drawn < Math.min(height, items.length)) return '';
    const more = this.rows.isWhole ? '' : '+';
    const marks = marked === 0 ? '' : `, ${marked} marked`;
    return this.stage.theme.paint('dim', `  ${position + 1} of ${items.length}${more}${marks}`);
  }
}
