import type { DialectName } from './dialect.js';

/** How DDL spells what differs between the dialects. */
export interface Ddl {
  readonly dialect: DialectName;
  readonly text: string;
  readonly int: string;
  readonly real: string;
  table(name: string, body: string, options?: { withoutRowid?: boolean }): string;
  /**
   * Triggers that refuse every DELETE and UPDATE, or every UPDATE but the first that fills `unlessOnly`
   * in while all `columns` stay as they were.
   */
  appendOnly(name: string, options?: { unlessOnly: readonly string[]; columns: readonly string[] }): string[];
}

export interface Migration {
  /** Begins with its number: `0001-core`. */
  readonly name: string;
  statements(ddl: Ddl): readonly string[];
}

function refusal(options: { unlessOnly: readonly string[]; columns: readonly string[] } | undefined, isSame: string) {
  if (!options) return '';
  const wasEmpty = options.unlessOnly.map((column) => `old.${column} is null and new.${column} is not null`);
  const unchanged = options.columns.map((column) => `new.${column} ${isSame} old.${column}`);
  return `when (not (${[...wasEmpty, ...unchanged].join(' and ')}))`;
}

const sqliteDdl: Ddl = {
  dialect: 'sqlite',
  text: 'text',
  int: 'integer',
  real: 'real',
  table: (name, body, options) =>
    `create table ${name} (${body}) strict${options?.withoutRowid ? ', without rowid' : ''}`,
  appendOnly: (name, options) => [
    `create trigger ${name}_no_delete before delete on ${name}
       begin select raise(abort, '${name} is append-only'); end`,
    `create trigger ${name}_no_update before update on ${name} ${refusal(options, 'is')}
       begin select raise(abort, '${name} is append-only'); end`,
  ],
};

const postgresDdl: Ddl = {
  dialect: 'postgres',
  text: 'text collate "C"',
  int: 'bigint',
  real: 'double precision',
  table: (name, body) => `create table ${name} (${body})`,
  appendOnly: (name, options) => [
    `create function ${name}_is_append_only() returns trigger language plpgsql as
       $$ begin raise exception '${name} is append-only'; end $$`,
    `create trigger ${name}_no_delete before delete on ${name}
       for each row execute function ${name}_is_append_only()`,
    `create trigger ${name}_no_truncate before truncate on ${name}
       for each statement execute function ${name}_is_append_only()`,
    `create trigger ${name}_no_update before update on ${name}
       for each row ${refusal(options, 'is not distinct from')} execute function ${name}_is_append_only()`,
  ],
};

export function ddlOf(dialect: DialectName): Ddl {
  return dialect === 'sqlite' ? sqliteDdl : postgresDdl;
}
