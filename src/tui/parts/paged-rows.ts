/** A page of a list, as the use cases give it. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

interface RowRange {
  readonly first: number;
  /** Behind the last. */
  readonly end: number;
}

interface LoadedPage<T> extends Page<T> {
  /** Undefined for the first. */
  readonly cursor: string | undefined;
}

/**
 * Rows of any number, read page by page as somebody comes near them. Reading anew reads the pages in sight and no
 * others, so that it costs the same however far down they are.
 */
export class PagedRows<T> {
  private pages: LoadedPage<T>[] = [];
  private rows: readonly T[] = [];
  private underWay: Promise<void> = Promise.resolve();

  constructor(private readonly fetch: (cursor: string | undefined) => Promise<Page<T>>) {}

  get items(): readonly T[] {
    return this.rows;
  }

  /** True when nothing follows what has been read. */
  get isWhole(): boolean {
    return this.pages.at(-1)?.nextCursor === null;
  }

  /** Reads the pages anew that hold these rows, and goes on to the end of them; one reading after the other. */
  read(range: RowRange): Promise<void> {
    const reading = this.underWay.then(() => this.readNow(range));
    this.underWay = reading.catch(() => {});
    return reading;
  }

  private async readNow({ first, end }: RowRange): Promise<void> {
    let at = 0;
    let before = 0;
    for (; at < this.pages.length; at += 1) {
      const size = this.pages[at]?.items.length ?? 0;
      if (before + size > first) break;
      before += size;
    }
    if (at > 0 && at === this.pages.length) {
      at -= 1;
      before -= this.pages[at]?.items.length ?? 0;
    }
    let cursor = at === 0 ? undefined : (this.pages[at - 1]?.nextCursor ?? undefined);
    while (at === 0 || cursor !== undefined) {
      const page = await this.fetch(cursor);
      const known = this.pages[at];
      // Behind a page that now ends elsewhere nothing fits any more.
      if (known?.nextCursor !== page.nextCursor) this.pages.length = Math.min(this.pages.length, at);
      this.pages[at] = { ...page, cursor };
      before += page.items.length;
      at += 1;
      cursor = page.nextCursor ?? undefined;
      if (before >= end || cursor === undefined) break;
    }
    this.rows = this.pages.flatMap(({ items }) => items);
  }
}
