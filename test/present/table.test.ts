import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choosePaint, plainPaint } from '../../src/present/colour.js';
import { type Column, field } from '../../src/present/column.js';
import { formatDetail } from '../../src/present/detail.js';
import { formatTable } from '../../src/present/table.js';
import { padText, textWidth, truncateText, wrapText } from '../../src/present/text-width.js';

interface Row {
  readonly ref: string;
  readonly name: string;
  readonly price: { amountMinor: number; currency: string } | null;
  readonly at: number;
}

const columns: Column<Row>[] = [
  field('ref', 'Ref', 'ref'),
  field('name', 'Name', 'free-text'),
  field('price', 'Price', 'money'),
  field('at', 'Departs', 'instant'),
];

const row = (name: string): Row => ({ ref: 'K7QX2M', name, price: { amountMinor: 4_500, currency: 'EUR' }, at: 0 });

describe('formatTable', () => {
  it('aligns columns, numbers to the right, and shows wall times and money as people read them', () => {
    const items = [row('SMITH/JOHN MR'), { ...row('김/민준'), price: { amountMinor: 123_456, currency: 'EUR' } }];
    expect(formatTable(items, columns, { paint: plainPaint })).toBe(
      [
        'REF     NAME                 PRICE  DEPARTS',
        'K7QX2M  SMITH/JOHN MR    45.00 EUR  1970-01-01 00:00 Z',
        'K7QX2M  김/민준        1234.56 EUR  1970-01-01 00:00 Z',
      ].join('\n'),
    );
  });

  it('shortens free text to fit the terminal and leaves references whole', () => {
    const text = formatTable([row('A'.repeat(200))], columns, { paint: plainPaint, width: 80 });
    const lines = text.split('\n');
    expect(Math.max(...lines.map(textWidth))).toBeLessThanOrEqual(80);
    expect(lines[1]).toContain('K7QX2M');
    expect(lines[1]).toContain('A…');
    expect(lines[1]).toContain('45.00 EUR');
  });

  it('fits 80 columns whatever the name, and stays one line an item', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 120 }), { maxLength: 5 }), (names) => {
        const lines = formatTable(names.map(row), columns, { paint: plainPaint, width: 80 }).split('\n');
        expect(lines).toHaveLength(names.length + 1);
        for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(80);
      }),
    );
  });

  it('leaves out what it can spare before a text is cut too short to be read', () => {
    const some: Column<Row>[] = [
      field('ref', 'Ref', 'ref'),
      field('name', 'Name', 'free-text'),
      field('price', 'Price', 'money', { spare: 1 }),
      field('at', 'Departs', 'instant', { spare: 2 }),
    ];
    const headOf = (width: number | undefined, name = 'A'.repeat(30)) =>
      formatTable([row(name)], some, { paint: plainPaint, width })
        .split('\n')[0]
        ?.split(/ +/);
    expect(headOf(undefined)).toEqual(['REF', 'NAME', 'PRICE', 'DEPARTS']);
    expect(headOf(59)).toEqual(['REF', 'NAME', 'PRICE', 'DEPARTS']);
    expect(headOf(58)).toEqual(['REF', 'NAME', 'PRICE']);
    expect(headOf(58, 'A'.repeat(19))).toEqual(['REF', 'NAME', 'PRICE', 'DEPARTS']);
    expect(headOf(38)).toEqual(['REF', 'NAME']);
    expect(headOf(10)).toEqual(['REF', 'NAME']);
  });

  it('escapes what it prints', () => {
    expect(formatTable([row('\u001b]0;owned\u0007')], columns, { paint: plainPaint })).toContain('\\x1b]0;owned\\x07');
  });
});

describe('formatDetail', () => {
  it('labels each value, with a dash for what is not there', () => {
    expect(formatDetail({ ...row(''), price: null }, columns, plainPaint)).toBe(
      'Ref      K7QX2M\nName     –\nPrice    –\nDeparts  1970-01-01 00:00 Z',
    );
  });
});

describe('text width', () => {
  it('counts wide characters twice, marks and colours not at all', () => {
    expect(textWidth('abc')).toBe(3);
    expect(textWidth('김민준')).toBe(6);
    expect(textWidth('e\u0301')).toBe(1);
    expect(textWidth('👩‍✈️')).toBe(2);
    expect(textWidth('\u001b[31mred\u001b[39m')).toBe(3);
    expect(textWidth('é – „ß“ … → ↔ │')).toBe(15);
    expect(textWidth('a\u00adb')).toBe(2);
    expect(textWidth('↔\u0301 é\u0301')).toBe(3);
  });

  it('truncates to a width and never above it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 40 }), (text, width) => {
        expect(textWidth(truncateText(text, width))).toBeLessThanOrEqual(Math.max(width, 1));
      }),
    );
    expect(truncateText('abcdef', 4)).toBe('abc…');
    expect(truncateText('abcd', 4)).toBe('abcd');
  });

  it('pads and wraps', () => {
    expect(padText('김', 4)).toBe('김  ');
    expect(padText('7', 3, 'right')).toBe('  7');
    expect(wrapText('one two three', 8)).toEqual(['one two', 'three']);
  });
});

describe('choosePaint', () => {
  const paintOf = (environment: Record<string, string>, isTerminal: boolean, isRefused = false) =>
    choosePaint({ isTerminal, isRefused, environment });

  it('colours only terminals that were not told otherwise', () => {
    expect(paintOf({}, false)('red', 'x')).toBe('x');
    expect(paintOf({ NO_COLOR: '1' }, true)).toBe(plainPaint);
    expect(paintOf({ TERM: 'dumb' }, true)).toBe(plainPaint);
    expect(paintOf({}, true, true)).toBe(plainPaint);
    expect(paintOf({}, true)).not.toBe(plainPaint);
    expect(paintOf({ FORCE_COLOR: '1' }, false)).not.toBe(plainPaint);
  });
});
