import { describe, expect, it } from 'vitest';
import type { OutputFormat } from '../../src/cli/global-flags.js';
import { Output, type Page, type View } from '../../src/cli/output.js';
import { isOpsdeskError } from '../../src/kernel/errors.js';
import { field } from '../../src/present/column.js';
import { fakeTerminal } from './fake-terminal.js';

interface Passenger {
  readonly id: string;
  readonly name: string;
  readonly seats: readonly string[];
}

const view: View<Passenger> = {
  columns: [field('id', 'Id', 'ref'), field('name', 'Name', 'free-text')],
  emptyText: 'No passengers.',
};
const items: Passenger[] = [
  { id: 'p1', name: 'SMITH/JOHN\u001b[2J', seats: ['1A'] },
  { id: 'p2', name: '=DOE/JANE', seats: [] },
];
const page: Page<Passenger> = { items, nextCursor: null };

async function printed(format: OutputFormat, what: Page<Passenger> | Passenger, fields?: string[]) {
  const terminal = fakeTerminal();
  const output = new Output(terminal, { format, fields, isQuiet: false, isColourRefused: false });
  await ('items' in what ? output.list(what, view) : output.show(what, view));
  return terminal;
}

describe('Output', () => {
  it('prints a list as one JSON object, empty or not', async () => {
    expect(JSON.parse((await printed('json', page)).out)).toEqual({ items, nextCursor: null });
    const empty = await printed('json', { items: [], nextCursor: null });
    expect(JSON.parse(empty.out)).toEqual({ items: [], nextCursor: null });
    expect(empty.err).toBe('');
  });

  it('prints one JSON object a line as ndjson, and nothing for nothing', async () => {
    const { out } = await printed('ndjson', page);
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(items);
    expect((await printed('ndjson', { items: [], nextCursor: null })).out).toBe('');
  });

  it('prints references alone as ids, and CSV with a header', async () => {
    expect((await printed('ids', page)).out).toBe('p1\np2\n');
    expect((await printed('csv', page)).out).toBe("id,name\np1,SMITH/JOHN\\x1b[2J\np2,'=DOE/JANE\n");
  });

  it('never prints an escape raw, in any format', async () => {
    for (const format of ['table', 'json', 'ndjson', 'csv', 'ids'] as const) {
      expect((await printed(format, page, ['name'])).out).not.toContain('\u001b');
    }
  });

  it('says on stderr that a table goes on, with the cursor', async () => {
    for (const format of ['table', 'csv', 'ids', 'ndjson'] as const) {
      const { err } = await printed(format, { items, nextCursor: 'abc' });
      expect(err).toContain('--cursor abc');
    }
    expect((await printed('json', { items, nextCursor: 'abc' })).err).toBe('');
  });

  it('says on stderr that there is nothing, and prints nothing', async () => {
    const terminal = await printed('table', { items: [], nextCursor: null });
    expect(terminal).toMatchObject({ out: '', err: 'No passengers.\n' });
  });

  it('chooses fields in their order, in every format, those that only JSON has too', async () => {
    const fields = ['seats', 'id'];
    expect(JSON.parse((await printed('json', page, fields)).out).items).toEqual([
      { seats: ['1A'], id: 'p1' },
      { seats: [], id: 'p2' },
    ]);
    expect((await printed('csv', page, fields)).out).toBe('seats,id\n"[""1A""]",p1\n[],p2\n');
    expect((await printed('table', page, fields)).out.split('\n')[0]).toBe('SEATS   ID');
    expect((await printed('table', items[0] as Passenger, ['id'])).out).toBe('Id  p1\n');
    expect(JSON.parse((await printed('json', items[0] as Passenger, ['id'])).out)).toEqual({ id: 'p1' });
  });

  it('refuses an unknown field and names the known ones', async () => {
    const failure = await printed('table', page, ['nme']).catch((error: unknown) => error);
    expect(isOpsdeskError(failure, 'USAGE')).toBe(true);
    expect(failure).toMatchObject({ hint: 'Did you mean name? Known fields: id, name, seats.' });
  });

  it('prints what a write has done, whatever was asked of it', async () => {
    const written = async (format: OutputFormat, fields: string[] | undefined, columns = view.columns) => {
      const terminal = fakeTerminal();
      const output = new Output(terminal, { format, fields, isQuiet: false, isColourRefused: false });
      output.mustPrint = true;
      await output.show(items[0] as Passenger, { ...view, columns });
      return terminal;
    };
    const { out, err } = await written('json', ['id', 'nme']);
    expect(JSON.parse(out)).toEqual({ id: 'p1', nme: null });
    expect(err).toBe('warning: there is no field "nme". Did you mean name? Known fields: id, name, seats.\n');
    const withoutId = view.columns.filter((column) => column.kind !== 'ref');
    expect(await written('ids', undefined, withoutId)).toMatchObject({
      out: '',
      err: 'warning: this result has no references to print. Use -o json.\n',
    });
  });
});
