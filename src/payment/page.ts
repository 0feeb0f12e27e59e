export interface Page<T> {
  readonly items: readonly T[];
  /** The id to go on from, or null on the last page. */
  readonly nextCursor: string | null;
}

/** Cuts rows that were read with one more than the limit, which tells whether another page follows. */
export function pageOf<T extends { readonly id: string }>(rows: readonly T[], limit: number): Page<T> {
  const items = rows.slice(0, limit);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}
