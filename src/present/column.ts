import type { Instant } from '../kernel/instant.js';
import type { Money } from '../kernel/money.js';

/**
 * What a column holds decides how it is printed: `free-text` is what a person typed (a CSV guards it
 * against formulas, a narrow table shortens it), `text` is ours, `ref` names the resource (`-o ids`),
 * `money` becomes a decimal with its currency, `instant` a wall time with its offset.
 */
export type ColumnKind = 'text' | 'free-text' | 'money' | 'number' | 'ref' | 'instant';

export type Cell = string | number | boolean | Money | Instant | null | undefined;

/** One column of a table or a CSV, and one field of `--fields`. */
export interface Column<T> {
  /** The field's name in JSON and in `--fields`. */
  readonly key: string;
  readonly header: string;
  readonly kind: ColumnKind;
  value(item: T): Cell;
  readonly align?: 'left' | 'right';
  /** Left out of tables unless `--fields` asks for it; CSV always has it. */
  readonly isWide?: boolean;
  /** Left out of a table that a terminal has no room for: the highest goes first. */
  readonly spare?: number | undefined;
}

export function isMoney(value: unknown): value is Money {
  return typeof value === 'object' && value !== null && 'amountMinor' in value && 'currency' in value;
}

/** A column that reads the field of its own name: most are. */
export function field<K extends string>(
  key: K,
  header: string,
  kind: ColumnKind = 'text',
  options: Pick<Column<never>, 'align' | 'isWide' | 'spare'> = {},
): Column<{ readonly [P in K]?: Cell }> {
  return { key, header, kind, value: (item) => item[key], ...options };
}
