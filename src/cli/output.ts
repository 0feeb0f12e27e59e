import { OpsdeskError } from '../kernel/errors.js';
import { cellForPrograms } from '../present/cell-text.js';
import type { Paint } from '../present/colour.js';
import type { Column } from '../present/column.js';
import { formatDetail } from '../present/detail.js';
import { escapeText, toSafeJson } from '../present/escape-text.js';
import { formatTable } from '../present/table.js';
import { chooseColumns, knownFields, pickFields, unknownField } from './fields.js';
import type { Globals } from './global-flags.js';
import { paintFor, type Terminal } from './terminal.js';

/** How a kind of resource is printed, in lists and alone. */
export interface View<T> {
  readonly columns: readonly Column<T>[];
  /** One resource for people, where labelled lines are not enough. What people typed must be escaped in it. */
  text?(item: T, paint: Paint): string;
  /** For people, when a list has no items. */
  readonly emptyText?: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** Prints results: data to stdout in the format that was asked for, everything else to stderr. */
export class Output {
  /** True once a JSON document stands on stdout: an error after it must not be a second one. */
  hasPrintedDocument = false;
  /** True for a write, which is done by the time it prints: then a field that is not there is no reason to fail. */
  mustPrint = false;

  constructor(
    private readonly terminal: Terminal,
    private readonly globals: Pick<Globals, 'format' | 'fields' | 'isQuiet' | 'isColourRefused'>,
  ) {}

  /** One resource. */
  async show<T extends object>(item: T, view: View<T>): Promise<void> {
    const { fields, format } = this.globals;
    this.requireFields(view, item);
    if (format === 'json') return this.document(fields ? pickFields(item, fields) : item);
    if (format === 'table') return this.writeLine(this.detail(item, view));
    await this.rows([item], view.columns);
  }

  /** A page of a list; says on stderr when there is more. */
  async list<T extends object>(page: Page<T>, view: View<T>): Promise<void> {
    const { fields, format } = this.globals;
    this.requireFields(view, page.items[0]);
    if (format === 'json') {
      const items = fields ? page.items.map((item) => pickFields(item, fields)) : page.items;
      return this.document({ items, nextCursor: page.nextCursor });
    }
    if (format === 'table') this.table(page.items, view);
    else await this.rows(page.items, view.columns);
    if (page.nextCursor !== null) this.note(`There is more: go on with --cursor ${escapeText(page.nextCursor)}`);
  }

  /** One line of a stream (`watch`, a bulk job's items): compact JSON, or the text for people. */
  line<T extends object>(item: T, text: (paint: Paint) => string): void {
    if (this.globals.format === 'table') this.writeLine(text(this.paint()));
    else this.writeLine(toSafeJson(this.globals.fields ? pickFields(item, this.globals.fields) : item));
  }

  /** Text that is itself the result, such as a script or an exported file: as it is, in every format. */
  raw(text: string): void {
    this.terminal.writeOutput(text);
  }

  /** A word for people, to stderr; nothing under --quiet. What people typed must be escaped in it. */
  note(text: string): void {
    if (!this.globals.isQuiet) this.terminal.writeError(`${text}\n`);
  }

  paint(): Paint {
    return paintFor('output', this.terminal, this.globals.isColourRefused);
  }

  private document(value: unknown): void {
    this.hasPrintedDocument = true;
    this.writeLine(toSafeJson(value, 2));
  }

  private detail<T extends object>(item: T, view: View<T>): string {
    if (view.text && !this.globals.fields) return view.text(item, this.paint());
    return formatDetail(item, chooseColumns(view.columns, this.globals.fields, false), this.paint());
  }

  private table<T extends object>(items: readonly T[], view: View<T>): void {
    if (items.length === 0) {
      this.note(view.emptyText ?? 'Nothing found.');
      return;
    }
    const columns = chooseColumns(view.columns, this.globals.fields, true);
    this.writeLine(formatTable(items, columns, { paint: this.paint(), width: this.terminal.width }));
  }

  private async rows<T extends object>(items: readonly T[], columns: readonly Column<T>[]): Promise<void> {
    const { fields, format } = this.globals;
    if (format === 'ids') {
      const id = fields ? chooseColumns(columns, fields, false)[0] : columns.find((column) => column.kind === 'ref');
      if (!id) return this.refuse(noReferences());
      for (const item of items) this.writeLine(escapeText(cellForPrograms(id, item)));
    } else if (format === 'csv') {
      const { toCsv } = await import('../present/csv.js');
      this.terminal.writeOutput(await toCsv(items, chooseColumns(columns, fields, false)));
    } else {
      const lines = items.map((item) => toSafeJson(fields ? pickFields(item, fields) : item));
      if (lines.length > 0) this.writeLine(lines.join('\n'));
    }
  }

  private requireFields<T>(view: View<T>, sample: T | undefined): void {
    const { fields } = this.globals;
    const unknown = fields && unknownField(fields, knownFields(view.columns, sample));
    if (unknown) this.refuse(unknown);
  }

  /** An exit status of usage says that nothing was done: whoever mended the flag would do it twice. */
  private refuse(error: OpsdeskError): void {
    if (!this.mustPrint) throw error;
    this.note(`warning: ${escapeText(error.message)}. ${escapeText(error.hint ?? '')}`);
  }

  private writeLine(text: string): void {
    this.terminal.writeOutput(`${text}\n`);
  }
}

function noReferences(): OpsdeskError {
  return new OpsdeskError('USAGE', 'this result has no references to print', { hint: 'Use -o json.' });
}
