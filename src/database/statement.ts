import type { SqlArgs, Syntax } from './dialect.js';

declare const rowType: unique symbol;

/**
 * A fixed SQL text with `:named` parameters, written once for both dialects. It is prepared once per
 * connection and found again by its name: building and compiling a query on each call costs more of
 * Node's processor than PostgreSQL needs to run it (see Statements in `src/ARCHITECTURE.md`).
 */
export interface Statement<A extends SqlArgs, R> {
  readonly name: string;
  text(syntax: Syntax): string;
  readonly [rowType]?: (args: A) => R;
}

const names = new Set<string>();

export function statement<A extends SqlArgs, R = never>(
  name: string,
  text: string | ((syntax: Syntax) => string),
): Statement<A, R> {
  if (names.has(name)) throw new Error(`two statements are named ${name}`);
  names.add(name);
  return { name, text: typeof text === 'string' ? () => text : text };
}

/** `insert into table (columns) values (…)`, for rows whose keys are the columns. */
export function insertInto<A extends SqlArgs>(table: string, columns: readonly (keyof A & string)[], suffix = '') {
  const values = columns.map((column) => `:${column}`).join(', ');
  return statement<A>(
    `insert_${table}${suffix && '_once'}`,
    `insert into ${table} (${columns.join(', ')}) values (${values}) ${suffix}`,
  );
}

export interface NumberedText {
  readonly text: string;
  readonly names: readonly string[];
}

/** Turns `:named` parameters into `$1`, `$2`…, one number for each name. */
export function numberParameters(sql: string): NumberedText {
  const found: string[] = [];
  const text = replaceParameters(sql, (name) => {
    const known = found.indexOf(name);
    return `$${known >= 0 ? known + 1 : found.push(name)}`;
  });
  return { text, names: found };
}

/** Turns `:named` parameters into `?`, one name for each of them. */
export function questionMarks(sql: string): NumberedText {
  const found: string[] = [];
  const text = replaceParameters(sql, (name) => {
    found.push(name);
    return '?';
  });
  return { text, names: found };
}

/** Leaves quoted text and casts alone. */
function replaceParameters(sql: string, replacement: (name: string) => string): string {
  return sql.replace(/'(?:[^']|'')*'|::|:([a-zA-Z_]\w*)/g, (match, name: string | undefined) =>
    name === undefined ? match : replacement(name),
  );
}
