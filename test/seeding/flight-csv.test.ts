import { describe, expect, it } from 'vitest';
import type { OpsdeskError } from '../../src/kernel/errors.js';
import { planCsv } from '../../src/seeding/csv-schedule.js';
import { type FlightCsv, readFlightCsv } from '../../src/seeding/flight-csv.js';
import type { RowProblem } from '../../src/seeding/row-problems.js';

const HEADER = 'carrier,number,origin,destination,departure_local,arrival_local,equipment,seats';
const ROW = 'AA,1,JFK,LAX,2026-12-01T09:00,2026-12-01T12:15,A321,102';

function read(...chunks: (string | Buffer)[]): Promise<FlightCsv> {
  const source = async function* () {
    for (const chunk of chunks) yield Buffer.from(chunk);
  };
  return readFlightCsv(source());
}

async function problemsOf(work: Promise<unknown>): Promise<readonly RowProblem[]> {
  const error = await work.then(
    () => undefined,
    (thrown: OpsdeskError) => thrown,
  );
  expect(error).toMatchObject({ code: 'IMPORT_REJECTED' });
  return error?.details.rows as readonly RowProblem[];
}

async function rejects(...rows: string[]): Promise<readonly RowProblem[]> {
  return problemsOf(planCsv(await read(`${[HEADER, ...rows].join('\n')}\n`)));
}

describe('reading flights from CSV', () => {
  it('takes columns by name, in any order, with others between them', async () => {
    const { rows } = await read(
      'Seats,note,arrival_local,departure_local,destination,origin,number,CARRIER,equipment\n',
      '102,x,2026-12-01T12:15,2026-12-01T09:00, LAX ,JFK,1,AA,A321\n',
    );
    expect(rows).toEqual((await read(`${HEADER}\n${ROW}`)).rows);
  });

  it('takes a byte order mark, CRLF, blank lines and quotes, and counts lines right', async () => {
    const text = `\uFEFF${HEADER}\r\n\r\n${ROW.replace('A321', '"A321\r\nneo"')}\r\n${ROW}\r\n`;
    const { rows, problems } = await read(text);
    expect(problems).toEqual([]);
    expect(rows.map(({ line }) => line)).toEqual([3, 5]);
  });

  it('does not mind where the chunks of the stream end', async () => {
    const bytes = Buffer.from(`${HEADER}\n${ROW.replace('A321', 'Ä321')}\n`);
    const { rows } = await read(...[...bytes].map((byte) => Buffer.of(byte)));
    expect(rows[0]?.values.equipment).toBe('Ä321');
  });

  it.each([
    ['an empty file', '', 'the file is empty'],
    ['semicolons', HEADER.replaceAll(',', ';'), 'divided by semicolons'],
    ['tabs', HEADER.replaceAll(',', '\t'), 'divided by tabs'],
    ['a missing column', HEADER.replace(',seats', ''), 'lacks this column'],
    ['a column twice', `${HEADER},seats`, 'this column twice'],
    ['another encoding', Buffer.from([0xff, 0xfe, 0x63, 0x00]), 'not valid UTF-8'],
  ])('refuses %s', async (_what, file, reason) => {
    const [problem] = await problemsOf(read(file));
    expect(problem?.line).toBe(1);
    expect(problem?.reason).toContain(reason);
  });

  it('names the line of a wrong byte, and what is wrong before it', async () => {
    const csv = await read(`${HEADER}\n${ROW}\nAA,2\n`, Buffer.from(`${ROW}\nAA,\xe9,JFK\n`, 'latin1'));
    expect(csv.problems.map(({ line }) => line)).toEqual([3, 5]);
    expect(csv.problems[0]?.reason).toContain('2 fields');
  });

  it.each([
    ['an unclosed quotation mark', 'AA,"1,JFK', 3],
    ['one inside a value', 'AA,1"x,JFK', 3],
    ['text behind a closing one', 'AA,"1"x,JFK', 3],
  ])('names the line of %s', async (_what, row, line) => {
    const { rows, problems } = await read(`${HEADER}\n${ROW}\n${row}\n${ROW}\n`);
    expect(rows).toHaveLength(1);
    expect(problems).toMatchObject([{ line, reason: expect.stringContaining('quotation mark') as string }]);
  });
});

describe('looking at the rows', () => {
  it('tells everything that is wrong, with line and column', async () => {
    const problems = await rejects(
      ROW,
      'AAA,0,XXX,LAX,2026-12-01T9:00,2026-02-30T12:15,A321,1000',
      'AA,3,JFK,JFK,2026-12-01T09:00,2026-12-01T12:15,A321,many',
      'AA,4,JFK,LAX,2026-12-01T09:00,2026-12-01T12:15,UFO,',
    );
    expect(problems.map(({ line, column }) => `${line} ${column}`)).toEqual([
      ...['3 carrier', '3 number', '3 origin', '3 departure_local', '3 arrival_local', '3 seats'],
      ...['4 destination', '4 seats', '5 seats'],
    ]);
  });

  it('compares times by the zones of both airports', async () => {
    expect(await rejects('AA,1,JFK,LAX,2026-12-01T09:00,2026-12-01T05:59,,9')).toMatchObject([
      { line: 2, column: 'arrival_local' },
    ]);
    expect(await rejects('AA,1,LAX,JFK,2026-12-01T09:00,2026-12-01T12:00,,9')).toMatchObject([
      { column: 'arrival_local' },
    ]);
    expect(await rejects('AA,1,LAX,JFK,2026-12-01T09:00,2026-12-02T12:01,,9')).toMatchObject([
      { reason: 'is more than 24 hours after the departure' },
    ]);
    const { flights } = await planCsv(await read(`${HEADER}\nAA,1,JFK,LAX,2026-12-01T09:00,2026-12-01T06:30,,9`));
    expect(flights).toHaveLength(1);
  });

  it('takes the later of two equal wall times where only that one is after the departure', async () => {
    const { flights } = await planCsv(await read(`${HEADER}\nAA,1,JFK,BOS,2013-11-03T01:30,2013-11-03T01:20,,9`));
    const flight = flights[0]?.flight;
    expect(flight?.arrivesOffset).toBe(-300);
    expect((flight?.arrivesAt ?? 0) - (flight?.departsAt ?? 0)).toBe(50 * 60_000);
  });

  it('refuses times that the clocks of an airport skip', async () => {
    const skipped = await rejects(
      ROW,
      'AA,1,JFK,BOS,2027-03-14T02:30,2027-03-14T04:10,,9',
      'AA,2,LAX,JFK,2027-03-13T18:30,2027-03-14T02:59,,9',
      'AA,3,JFK,BOS,2027-03-14T02:00,2027-03-14T02:59,,9',
    );
    const reason = (time: string, airport: string) => `"${time}" is a time that the clocks at ${airport} skip`;
    expect(skipped).toEqual([
      { line: 3, column: 'departure_local', reason: reason('2027-03-14T02:30', 'JFK') },
      { line: 4, column: 'arrival_local', reason: reason('2027-03-14T02:59', 'JFK') },
      { line: 5, column: 'departure_local', reason: reason('2027-03-14T02:00', 'JFK') },
      { line: 5, column: 'arrival_local', reason: reason('2027-03-14T02:59', 'BOS') },
    ]);
    const around = 'AA,1,JFK,BOS,2027-03-14T01:59,2027-03-14T03:00,,9';
    expect((await planCsv(await read(`${HEADER}\n${around}`))).flights).toHaveLength(1);
  });

  it('refuses a flight that stands twice in the file, however its number is written', async () => {
    expect(await rejects(ROW, ROW.replace('AA,1', 'aa,001'))).toMatchObject([
      { line: 3, column: '', reason: expect.stringContaining('line 2') as string },
    ]);
  });

  it('says how many in a line of its own and keeps all in the details', async () => {
    const rows = Array.from(
      { length: 30 },
      (_, index) => `AA,${index + 1},XXX,LAX,2026-12-01T09:00,2026-12-01T12:15,,9`,
    );
    const error = await read(`${HEADER}\n${rows.join('\n')}`)
      .then(planCsv)
      .catch((thrown: OpsdeskError) => thrown);
    expect(error).toMatchObject({ message: '30 lines of the file are wrong, and nothing was imported' });
    expect((error as OpsdeskError).details.rows).toHaveLength(30);
  });
});
