import type { SqlValue } from './dialect.js';

/** A write with its parameters numbered from 1, under the name that it is prepared by. */
export interface NumberedWrite {
  readonly name: string;
  readonly text: string;
  readonly values: readonly SqlValue[];
}

const merged = new Map<string, { name: string; text: string }>();

/**
 * Makes one statement of each run of plain inserts, as data-modifying WITH queries: the six rows of a
 * booking then cost the server one execution instead of six, which is a third of its work. Foreign keys
 * are checked at the end of a statement, so that a run may insert a parent and its children. Updates, and inserts
 * that turn into one, stay by themselves: one statement may not change a row twice.
 */
export function mergeInserts(writes: readonly NumberedWrite[]): NumberedWrite[] {
  const result: NumberedWrite[] = [];
  let run: NumberedWrite[] = [];
  const endRun = () => {
    if (run.length > 0) result.push(run.length === 1 ? (run[0] as NumberedWrite) : mergeRun(run));
    run = [];
  };
  for (const write of writes) {
    // PostgreSQL takes 65,535 parameters a statement; a unit of work has some dozens.
    if (run.length === LONGEST_RUN || !isInsert(write.text)) endRun();
    if (isInsert(write.text)) run.push(write);
    else result.push(write);
  }
  endRun();
  return result;
}

const LONGEST_RUN = 40;

function isInsert(text: string): boolean {
  return text.startsWith('insert into ') && !/ returning | do update /.test(text);
}

function mergeRun(run: readonly NumberedWrite[]): NumberedWrite {
  const key = run.map((write) => write.name).join('+');
  let statement = merged.get(key);
  if (!statement) {
    statement = { name: `unit_${merged.size + 1}`, text: writeMerged(run) };
    merged.set(key, statement);
  }
  return { ...statement, values: run.flatMap((write) => write.values) };
}

function writeMerged(run: readonly NumberedWrite[]): string {
  let offset = 0;
  const parts = run.map((write) => {
    const text = write.text.replace(/\$(\d+)/g, (_, number: string) => `$${Number(number) + offset}`);
    offset += write.values.length;
    return text;
  });
  const last = parts.pop() ?? '';
  return `with ${parts.map((text, index) => `w${index + 1} as (${text})`).join(', ')} ${last}`;
}
