import { describe, expect, it } from 'vitest';
import { OpsdeskError } from '../../src/kernel/errors.js';
import { plainPaint } from '../../src/present/colour.js';
import { textWidth } from '../../src/present/text-width.js';
import { commandLine } from '../../src/tui/command-line.js';
import { layOutFrame } from '../../src/tui/frame.js';
import { fuzzyMatch } from '../../src/tui/fuzzy-match.js';
import { fitLine } from '../../src/tui/parts/fit.js';
import { Form } from '../../src/tui/parts/form.js';
import { ListView } from '../../src/tui/parts/list-view.js';
import { PagedRows } from '../../src/tui/parts/paged-rows.js';
import { windowStart } from '../../src/tui/parts/scroll.js';
import { TextField } from '../../src/tui/parts/text-field.js';
import { wrapLine } from '../../src/tui/parts/wrap-line.js';
import { referenceOf } from '../../src/tui/references.js';
import { Submission } from '../../src/tui/submission.js';
import { themeOf } from '../../src/tui/theme.js';

const theme = themeOf('normal', plainPaint);
const RED = '\u001b[31m';
const RESET = '\u001b[0m';

describe('rows that are read page by page', () => {
  /** Numbers downwards from `newest`, ten a page, as a list by id has them. */
  const source = (newest: () => number) => {
    const asked: (string | undefined)[] = [];
    const rows = new PagedRows<number>(async (cursor) => {
      asked.push(cursor);
      const from = cursor === undefined ? newest() : Number(cursor) - 1;
      const items = Array.from({ length: Math.min(10, from) }, (_, at) => from - at);
      const last = items.at(-1) ?? 0;
      return { items, nextCursor: last > 1 ? String(last) : null };
    });
    return { rows, asked };
  };

  it('reads what is in sight and no more, however far down that is', async () => {
    const { rows, asked } = source(() => 1_000);
    await rows.read({ first: 0, end: 15 });
    expect(rows.items).toHaveLength(20);
    await rows.read({ first: 0, end: 200 });
    asked.length = 0;
    await rows.read({ first: 150, end: 170 });
    expect(asked).toEqual(['851', '841']);
    expect(rows.items).toHaveLength(200);
    expect(new Set(rows.items).size).toBe(200);
  });

  it('neither loses nor repeats a row when others come in at the top', async () => {
    let newest = 100;
    const { rows } = source(() => newest);
    await rows.read({ first: 0, end: 30 });
    newest = 103;
    await rows.read({ first: 0, end: 30 });
    expect(rows.items.slice(0, 30)).toEqual(Array.from({ length: 30 }, (_, at) => 103 - at));
  });

  it('leaves no gap where two read at once and rows come in meanwhile', async () => {
    let newest = 100;
    const rows = new PagedRows<number>(async (cursor) => {
      const from = cursor === undefined ? newest : Number(cursor) - 1;
      await new Promise((resolve) => setTimeout(resolve, cursor === undefined ? 1 : 5));
      const items = Array.from({ length: Math.min(10, from) }, (_, at) => from - at);
      return { items, nextCursor: from > 10 ? String(items.at(-1)) : null };
    });
    await rows.read({ first: 0, end: 50 });
    newest = 101;
    await Promise.all([rows.read({ first: 50, end: 51 }), rows.read({ first: 0, end: 20 })]);
    while (!rows.isWhole) await rows.read({ first: rows.items.length, end: rows.items.length + 1 });
    expect(rows.items).toEqual(Array.from({ length: 101 }, (_, at) => 101 - at));
  });

  it('knows when it has all of them', async () => {
    const { rows } = source(() => 12);
    await rows.read({ first: 0, end: 5 });
    expect(rows.isWhole).toBe(false);
    await rows.read({ first: 0, end: 50 });
    expect([rows.isWhole, rows.items.length]).toEqual([true, 12]);
  });
});

describe('one submission', () => {
  const lost = new OpsdeskError('DATABASE_UNAVAILABLE', 'gone');
  const refused = new OpsdeskError('SEAT_TAKEN', 'taken');

  it('goes out with one key until it is answered, and with another after that', async () => {
    const keys: string[] = [];
    const submission = new Submission();
    const send = (input: string, end?: Error) =>
      submission
        .send(input, async (key) => {
          keys.push(key);
          if (end) throw end;
        })
        .catch(() => {});
    await send('a', lost);
    await send('a', lost);
    await send('a');
    await send('a', refused);
    await send('a');
    const [first, second, third, fourth, fifth] = keys;
    expect([second, third]).toEqual([first, first]);
    expect(new Set([third, fourth, fifth]).size).toBe(3);
  });

  it('is another one where other input is sent, also after a lost answer', async () => {
    const keys: string[] = [];
    const submission = new Submission();
    for (const input of ['a', 'b']) {
      await submission
        .send(input, async (key) => {
          keys.push(key);
          throw lost;
        })
        .catch(() => {});
    }
    expect(keys[0]).not.toBe(keys[1]);
    expect([submission.isOpen('a'), submission.isOpen('b')]).toEqual([false, true]);
  });

  it('never goes out twice at a time', async () => {
    const submission = new Submission();
    let sent = 0;
    let answer: () => void = () => {};
    const work = () => {
      sent += 1;
      return new Promise<void>((resolve) => {
        answer = resolve;
      });
    };
    const first = submission.send('a', work);
    await submission.send('a', work);
    expect(sent).toBe(1);
    answer();
    await first;
  });
});

describe('a form', () => {
  const count = { name: 'count', label: 'Count', initial: '1', isReplaced: true };
  const refuse = (text: string) => {
    if (text !== 'yes') throw new OpsdeskError('INVALID_INPUT', `"${text}" is not yes`);
  };
  const type = (form: Form, text: string) => {
    for (const letter of text) form.press({ name: letter, text: letter });
  };

  it('says what cannot be read as it is typed, and what is missing once it is sent off', () => {
    let sent = 0;
    const fields = [
      { name: 'a', label: 'A', parse: refuse },
      { name: 'b', label: 'B', isRequired: true },
    ];
    const form = new Form(theme, fields, { submit: () => (sent += 1) });
    type(form, 'no');
    expect(form.draw({ width: 80, height: 5 })[0]).toContain('✗ "no" is not yes');
    expect(form.draw({ width: 80, height: 5 })[1]).not.toContain('✗');
    form.submit();
    expect(sent).toBe(0);
    expect(form.spoken()).toMatch(/^A: no\. /);
    form.set('a', 'yes');
    form.submit();
    expect(form.draw({ width: 80, height: 5 })[1]).toContain('✗ must be filled in');
    form.set('b', 'x');
    form.submit();
    expect(sent).toBe(1);
  });

  it('replaces a number that stands there, and edits what was typed', () => {
    const form = new Form(theme, [count], { submit: () => {} });
    type(form, '2');
    type(form, '3');
    expect(form.value('count')).toBe('23');
  });

  it('sends nothing off by Enter unless that is harmless', () => {
    let sent = 0;
    const enter = { name: 'enter', text: '' };
    const submit = () => (sent += 1);
    new Form(theme, [count], { submit }).press(enter);
    expect(sent).toBe(0);
    new Form(theme, [count], { submit, isSentByEnter: true }).press(enter);
    expect(sent).toBe(1);
  });

  it('says how many fields there are where it shows some', () => {
    const fields = Array.from({ length: 12 }, (_, at) => ({ name: `f${at}`, label: `Field ${at}` }));
    const form = new Form(theme, fields, { submit: () => {} });
    expect(form.draw({ width: 80, height: 5 }).at(-1)).toBe('  fields 1 to 4 of 12');
    form.focus('f11');
    expect(form.draw({ width: 80, height: 5 }).join('\n')).toContain('Field 11');
  });
});

describe('what is marked in a list', () => {
  it('stays marked while a filter or a page that is read anew leaves it out', () => {
    const list = new ListView<string>(theme, { columns: () => [], idOf: (item) => item });
    list.show(['a', 'b', 'c']);
    list.toggleMark();
    list.show(['b', 'c']);
    expect(list.chosen()).toEqual(['a']);
    list.show(['a', 'b']);
    list.select(0);
    list.toggleMark();
    expect([list.marked, list.chosen()]).toEqual([0, ['b']]);
  });
});

describe('a text field', () => {
  it('takes what is pasted as one line, and graphemes whole', () => {
    const field = new TextField('');
    field.press({ name: 'paste', text: 'SMITH/JOHN\n MR' });
    expect(field.text).toBe('SMITH/JOHN MR');
    field.press({ name: '👩‍👩‍👧', text: '👩‍👩‍👧' });
    field.press({ name: 'backspace', text: '' });
    expect(field.text).toBe('SMITH/JOHN MR');
  });

  it('keeps its cursor in sight, and within its width', () => {
    const field = new TextField('x'.repeat(100));
    for (const width of [10, 20, 40]) expect(textWidth(field.draw(width, theme, true))).toBeLessThanOrEqual(width + 1);
    field.press({ name: 'ctrl-w', text: '' });
    expect(field.text).toBe('');
  });
});

describe('lines', () => {
  it('are cut with their colours closed', () => {
    expect(fitLine(`${RED}abcdef${RESET}`, 4)).toBe(`${RED}abc…${RESET}`);
    expect(fitLine('東京東京', 5)).toBe('東京…');
    expect(fitLine('abc', 3)).toBe('abc');
  });

  it('are wrapped at spaces, and through words that are too long', () => {
    expect(wrapLine('one two three four', 10)).toEqual(['one two', '    three', '    four']);
    for (const line of wrapLine(`--offer ${'x'.repeat(200)}`, 40)) expect(textWidth(line)).toBeLessThanOrEqual(40);
    const wrapped = wrapLine(`${RED}${'word '.repeat(20)}${RESET}`, 30);
    for (const line of wrapped) expect(textWidth(line)).toBeLessThanOrEqual(30);
    expect(wrapped[0]?.endsWith(RESET)).toBe(true);
  });

  it('stay where they are while what is selected is in sight, and come back in the middle', () => {
    expect(windowStart(0, 9, 10, 100)).toBe(0);
    expect(windowStart(0, 10, 10, 100)).toBe(5);
    expect(windowStart(50, 49, 10, 100)).toBe(44);
    expect(windowStart(95, 99, 10, 100)).toBe(90);
    expect(windowStart(3, 0, 10, 4)).toBe(0);
  });
});

describe('a frame', () => {
  const parts = {
    crumbs: ['Bookings', 'K7QX2M'],
    profile: { name: 'default', state: 'open' as const },
    age: '1 s old',
    banner: undefined,
    body: () => ['body'],
    notice: undefined,
    filter: undefined,
    command: ['booking', 'show', 'K7QX2M'],
    bindings: [],
    everywhere: [{ keys: [':'], label: 'go to', run: () => {} }],
  };

  it('leaves the last line alone and fits every width', () => {
    for (const [width, height] of [
      [80, 24],
      [120, 40],
      [201, 61],
    ] as const) {
      const frame = layOutFrame(parts, { width, height }, theme);
      expect(frame).toHaveLength(height - 1);
      for (const line of frame) expect(textWidth(line)).toBeLessThanOrEqual(width);
    }
  });

  it('says so where there is too little room', () => {
    expect(layOutFrame(parts, { width: 79, height: 24 }, theme).join(' ')).toContain('needs 80 columns and 24 lines');
    expect(layOutFrame(parts, { width: 80, height: 23 }, theme).join(' ')).toContain('needs 80 columns and 24 lines');
  });

  it('keeps where one is in sight, whatever the way there', () => {
    const crumbs = ['A long place', 'another long place', 'and one more of them', 'and so on and on', 'K7QX2M'];
    const [head = ''] = layOutFrame({ ...parts, crumbs }, { width: 80, height: 24 }, theme);
    expect(head).toMatch(/^… › .*K7QX2M/);
  });

  it('gives an error the lines that it needs', () => {
    const notice = { text: 'word '.repeat(60).trim(), tone: 'red' as const };
    const frame = layOutFrame({ ...parts, notice }, { width: 80, height: 24 }, theme);
    expect(frame).toHaveLength(23);
    expect(frame.join(' ').match(/word/g)).toHaveLength(60);
  });
});

describe('what is typed into the palette', () => {
  it('matches the letters of a name in their order, the beginnings of words first', () => {
    const best = (typed: string, names: readonly string[]) =>
      names
        .flatMap((name) => {
          const rank = fuzzyMatch(typed, name);
          return rank === undefined ? [] : [{ name, rank }];
        })
        .toSorted((a, b) => b.rank - a.rank)[0]?.name;
    const names = ['bookings', 'search flights', 'flights', 'queue holds', 'notifications failed', 'refunds'];
    expect(best('fl', names)).toBe('flights');
    expect(best('sf', names)).toBe('search flights');
    expect(best('nf', names)).toBe('notifications failed');
    expect(best('hold', names)).toBe('queue holds');
    expect(best('xyz', names)).toBeUndefined();
    expect(best('queues', ['queue schedule-changes', 'queues'])).toBe('queues');
  });

  it('is a reference by its shape', () => {
    expect(referenceOf(' k7qx2m ')).toEqual({ kind: 'booking', locator: 'K7QX2M' });
    expect(referenceOf('ba117/2026-12-01')).toEqual({ kind: 'flight', flight: 'BA117/2026-12-01' });
    expect(referenceOf('ntf_01m7z9bmv3kxhx3wekpt2akazv')).toEqual({
      kind: 'notification',
      id: 'ntf_01M7Z9BMV3KXHX3WEKPT2AKAZV',
    });
    for (const text of ['', 'K7QX2', 'K7QX20', 'BA117/2026-13-01', 'pay_', 'hello world']) {
      expect({ [text]: referenceOf(text) }).toEqual({ [text]: undefined });
    }
  });
});

describe('a command that is shown', () => {
  it('is quoted as a shell takes it', () => {
    expect(commandLine(['booking', 'create', '--passenger', "O'HARA/TIM MR"])).toBe(
      String.raw`opsdesk booking create --passenger 'O'\''HARA/TIM MR'`,
    );
    expect(commandLine(['x', '', '$HOME', 'a b', '*'])).toBe("opsdesk x '' '$HOME' 'a b' '*'");
  });
});
