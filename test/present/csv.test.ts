import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defuse, undefuse } from '../../src/kernel/formula-guard.js';
import { type Column, field } from '../../src/present/column.js';
import { toCsv } from '../../src/present/csv.js';
import { escapeText } from '../../src/present/escape-text.js';

interface Row {
  readonly ref: string;
  readonly remark: string | null;
  readonly price: { amountMinor: number; currency: string } | null;
  readonly change: number;
}

const columns: Column<Row>[] = [
  field('ref', 'Ref', 'ref'),
  field('remark', 'Remark', 'free-text'),
  field('price', 'Price', 'money'),
  field('change', 'Change', 'number'),
];

const row = (part: Partial<Row>): Row => ({ ref: 'K7QX2M', remark: 'none', price: null, change: 0, ...part });

describe('toCsv', () => {
  it('writes a decimal and its currency side by side, by the digits of the currency', async () => {
    const items = [
      row({ price: { amountMinor: 12_345, currency: 'EUR' } }),
      row({ price: { amountMinor: 500, currency: 'JPY' } }),
      row({ price: { amountMinor: -1_234, currency: 'KWD' } }),
      row({}),
    ];
    expect(await toCsv(items, columns)).toBe(
      'ref,remark,price,currency,change\nK7QX2M,none,123.45,EUR,0\nK7QX2M,none,500,JPY,0\nK7QX2M,none,-1.234,KWD,0\nK7QX2M,none,,,0\n',
    );
  });

  it('names each currency after its amount where there are several', async () => {
    const two: Column<{ total: null; paid: null }>[] = [field('total', 'T', 'money'), field('paid', 'P', 'money')];
    expect(await toCsv([], two)).toBe('total,totalCurrency,paid,paidCurrency\n');
  });

  it('guards free text against formulas, and neither numbers nor references', async () => {
    const items = [row({ remark: '=HYPERLINK("x")', change: -5, ref: '-REF' }), row({ remark: '\tx' })];
    const [, first, second] = (await toCsv(items, columns)).split('\n');
    expect(first).toBe('-REF,"\'=HYPERLINK(""x"")",,,-5');
    expect(second).toBe("K7QX2M,'\\tx,,,0");
  });

  it('gives each remark back through a CSV reader and undefuse, escaped as it was printed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'binary', minLength: 1 }), { minLength: 1 }), async (remarks) => {
        const text = await toCsv(
          remarks.map((remark) => row({ remark })),
          columns,
        );
        const read = parse(text, { columns: true }) as { remark: string }[];
        expect(read.map(({ remark }) => undefuse(remark))).toEqual(remarks.map(escapeText));
      }),
    );
  });
});

describe('defuse', () => {
  it('puts an apostrophe before what a spreadsheet would run, and undefuse takes exactly that one off', () => {
    for (const text of ['=1', '+1', '-1', '@x', '\tx', '\rx']) expect(defuse(text)).toBe(`'${text}`);
    for (const text of ['', 'x=1', "'quoted'", ' =1']) expect(defuse(text)).toBe(text);
    const typed = fc.oneof(fc.string(), fc.stringMatching(/^'{0,3}[=+\-@]?.{0,3}$/));
    fc.assert(
      fc.property(typed, (text) => {
        expect(undefuse(defuse(text))).toBe(text);
      }),
    );
  });
});
