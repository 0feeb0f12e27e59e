import type { Connection, Submittable } from 'pg';

/** One statement of a batch, and where its answer goes. */
export interface BatchItem {
  readonly name: string | undefined;
  readonly text: string;
  readonly values: readonly unknown[];
  resolve(answer: { rows: Record<string, unknown>[]; affected: number }): void;
  reject(error: unknown): void;
}

/** The part of pg's connection that the extended query protocol needs; pg-cursor builds on the same. */
interface Wire {
  readonly stream: { cork(): void; uncork(): void };
  parse(query: { name: string; text: string }): void;
  bind(config: { portal: string; statement: string; values: unknown[]; valueMapper(value: unknown): unknown }): void;
  describe(message: { type: 'P'; name: string }): void;
  execute(config: { portal: string; rows: number }): void;
  close(message: { type: 'S'; name: string }): void;
  sync(): void;
  sendCopyFail(message: string): void;
}

interface Field {
  readonly name: string;
  readonly isNumber: boolean;
}

/** The protocol's text format; null stands for itself. */
function asText(value: unknown): unknown {
  return typeof value === 'number' ? String(value) : value;
}

/** Statements by name, as one connection knows them. */
interface Prepared {
  /** With the fields of their rows once they were described: null for those that return none. */
  readonly names: Map<string, Field[] | null | undefined>;
  /** Parsed in a batch that failed: the server may or may not know them. */
  readonly doubtful: Set<string>;
}

const preparedOf = new WeakMap<object, Prepared>();

/** int2, int4, int8, oid and numeric (a sum of bigints): all ours stay below 2^53. */
const NUMBERS = new Set([20, 21, 23, 26, 700, 701, 1700]);

/**
 * Sends several statements in one round trip with a single Sync behind them (PostgreSQL protocol 3,
 * "Pipelining"). An error skips what follows it up to the Sync, so that a failed statement never runs
 * into the COMMIT behind it. pg's own pipeline mode puts a Sync behind every statement: each costs the
 * server a flush, and COMMIT would run after a failure.
 */
export class PostgresBatch implements Submittable {
  private index = 0;
  private fields: Field[] | undefined;
  private rows: Record<string, unknown>[] = [];
  private failure: unknown;
  private readonly fresh: string[] = [];
  private readonly answers: { rows: Record<string, unknown>[]; affected: number }[] = [];
  private wire: Wire | undefined;

  /** @param onEnd called once every item was answered, or one failed */
  constructor(
    private readonly items: readonly BatchItem[],
    private readonly onEnd: () => void = () => {},
  ) {}

  submit(connection: Connection): void {
    const wire = connection as unknown as Wire;
    this.wire = wire;
    const prepared = this.prepared(wire);
    wire.stream.cork();
    for (const item of this.items) {
      const name = item.name ?? '';
      if (name === '' || !prepared.names.has(name)) {
        if (prepared.doubtful.delete(name)) wire.close({ type: 'S', name });
        wire.parse({ name, text: item.text });
        if (name !== '') {
          prepared.names.set(name, undefined);
          this.fresh.push(name);
        }
      }
      wire.bind({ portal: '', statement: name, values: item.values as unknown[], valueMapper: asText });
      // What a named statement returns does not change: it is described once and remembered.
      if (name === '' || prepared.names.get(name) === undefined) wire.describe({ type: 'P', name: '' });
      wire.execute({ portal: '', rows: 0 });
    }
    wire.sync();
    wire.stream.uncork();
  }

  handleRowDescription(message: { fields: { name: string; dataTypeID: number }[] }): void {
    this.fields = message.fields.map(({ name, dataTypeID }) => ({ name, isNumber: NUMBERS.has(dataTypeID) }));
  }

  handleDataRow(message: { fields: (string | null)[] }): void {
    const fields = this.currentFields();
    const row: Record<string, unknown> = {};
    for (let i = 0; i < fields.length; i += 1) {
      const field = fields[i] as Field;
      const value = message.fields[i] as string | null;
      row[field.name] = value !== null && field.isNumber ? Number(value) : value;
    }
    this.rows.push(row);
  }

  handleCommandComplete(message: { text: string }): void {
    const name = this.items[this.index]?.name;
    if (name && this.wire) {
      const { names } = this.prepared(this.wire);
      if (names.get(name) === undefined) names.set(name, this.fields ?? null);
    }
    const affected = Number(/\d+$/.exec(message.text)?.[0] ?? 0);
    this.answers.push({ rows: this.rows, affected });
    this.rows = [];
    this.fields = undefined;
    this.index += 1;
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete({ text: '' });
  }

  handleError(error: unknown): void {
    this.failure = error;
    if (this.wire) {
      const prepared = this.prepared(this.wire);
      for (const name of this.fresh) {
        prepared.names.delete(name);
        prepared.doubtful.add(name);
      }
    }
    for (const item of this.items) item.reject(error);
    this.onEnd();
  }

  handleReadyForQuery(): void {
    if (this.failure !== undefined) return;
    this.items.forEach((item, i) => {
      const answer = this.answers[i];
      if (answer) item.resolve(answer);
      else item.reject(new Error('the server answered fewer statements than were sent'));
    });
    this.onEnd();
  }

  handlePortalSuspended(): void {}

  handleCopyInResponse(connection: Connection): void {
    (connection as unknown as Wire).sendCopyFail('COPY is not part of a batch');
  }

  handleCopyData(): void {}

  private currentFields(): Field[] {
    if (!this.fields) {
      const name = this.items[this.index]?.name;
      this.fields = (name && this.wire && this.prepared(this.wire).names.get(name)) || [];
    }
    return this.fields;
  }

  private prepared(wire: Wire): Prepared {
    let known = preparedOf.get(wire);
    if (!known) {
      known = { names: new Map(), doubtful: new Set() };
      preparedOf.set(wire, known);
    }
    return known;
  }
}
