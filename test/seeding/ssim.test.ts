import { describe, expect, it } from 'vitest';
import type { OpsdeskError } from '../../src/kernel/errors.js';
import type { PlannedFlight } from '../../src/seeding/planned-flight.js';
import type { RowProblem } from '../../src/seeding/row-problems.js';
import { readConfiguration } from '../../src/seeding/ssim-cabins.js';
import type { Horizon } from '../../src/seeding/ssim-dates.js';
import { readSsimRecords } from '../../src/seeding/ssim-records.js';
import { planSsim } from '../../src/seeding/ssim-schedule.js';
import { FILLER, leg, type SsimLegFields, ssimFile } from './ssim-file.js';

/** Reads in uneven pieces, as a pipe would bring them. */
async function plan(text: string, horizon: Horizon = {}) {
  const source = async function* () {
    for (let at = 0; at < text.length; at += 333) yield Buffer.from(text.slice(at, at + 333), 'latin1');
  };
  return planSsim(await readSsimRecords(source()), horizon);
}

async function rejects(text: string, horizon?: Horizon): Promise<readonly RowProblem[]> {
  const error = await plan(text, horizon).then(
    () => undefined,
    (thrown: OpsdeskError) => thrown,
  );
  expect(error).toMatchObject({ code: 'IMPORT_REJECTED' });
  return error?.details.rows as readonly RowProblem[];
}

const WEEK: SsimLegFields = {
  ...{ number: '117', from: '01DEC26', to: '07DEC26' },
  ...{ origin: 'LHR', std: '0830', originOffset: '+0000' },
  ...{ destination: 'JFK', sta: '1130', destinationOffset: '-0500' },
};
const NIGHT: SsimLegFields = {
  ...{ number: '118', from: '01DEC26', to: '02DEC26' },
  ...{ origin: 'JFK', std: '2200', originOffset: '-0500' },
  ...{ destination: 'LHR', sta: '1000', destinationOffset: '+0000' },
};

const days = (flights: readonly { flight: PlannedFlight }[]) =>
  flights.map(({ flight }) => flight.departureDate.slice(5));
const times = ({ flight }: { flight: PlannedFlight } = {} as never) =>
  [flight.departsAt, flight.arrivesAt].map((instant) => new Date(instant).toISOString().slice(0, 16));

describe('a schedule in SSIM', () => {
  it('spreads a leg over its period and its days of the week, by local time', async () => {
    const { flights, airports } = await plan(ssimFile([leg({ ...WEEK, days: '1 3 5 7' })]));
    // The first of December 2026 is a Tuesday.
    expect(days(flights)).toEqual(['12-02', '12-04', '12-06', '12-07']);
    expect(times(flights[0])).toEqual(['2026-12-02T08:30', '2026-12-02T16:30']);
    expect(flights[0]).toMatchObject({
      line: 5,
      flight: { carrier: 'XX', number: '117', departsOffset: 0, arrivesOffset: -300 },
    });
    expect(airports.map(({ iata }) => iata)).toEqual(['LHR', 'JFK']);
  });

  it('arrives on the next day where the date variation is blank', async () => {
    const { flights } = await plan(ssimFile([leg(NIGHT)]));
    expect(times(flights[0])).toEqual(['2026-12-02T03:00', '2026-12-02T10:00']);
    expect(days(flights)).toEqual(['12-01', '12-02']);
  });

  it('takes the date variation where there is one, and refuses one that cannot be', async () => {
    const named = await plan(ssimFile([leg({ ...NIGHT, more: { 193: '01' } })]));
    expect(named).toEqual(await plan(ssimFile([leg(NIGHT)])));
    const shifted = await plan(ssimFile([leg({ ...NIGHT, more: { 193: '12' } })]));
    expect(days(shifted.flights)).toEqual(['12-02', '12-03']);
    // Across the date line it arrives on the day before.
    const honolulu = {
      origin: 'AKL',
      originOffset: '+1300',
      destination: 'HNL',
      sta: '2115',
      destinationOffset: '-1000',
    };
    const before = await plan(ssimFile([leg({ ...WEEK, ...honolulu, std: '1200', more: { 193: '0J' } })]));
    expect(times(before.flights[0])).toEqual(['2026-11-30T23:00', '2026-12-01T07:15']);
    expect(await rejects(ssimFile([leg({ ...NIGHT, more: { 193: '00' } })]))).toMatchObject([
      { line: 5, column: 'arrival_time' },
    ]);
    expect(await rejects(ssimFile([leg({ ...NIGHT, more: { 193: '0X' } })]))).toMatchObject([
      { line: 5, column: 'date_variation' },
    ]);
  });

  it('reads the times of a file in UTC, whose days are those of UTC', async () => {
    const utc = { ...NIGHT, std: '0300', sta: '1000', from: '02DEC26', to: '03DEC26' };
    const { flights } = await plan(ssimFile([leg(utc)], { mode: 'U' }));
    expect(flights).toEqual((await plan(ssimFile([leg(NIGHT)]))).flights);
  });

  it('flies every other week from the first day on', async () => {
    const { flights } = await plan(ssimFile([leg({ ...WEEK, to: '31DEC26', days: ' 2     ', more: { 36: '2' } })]));
    expect(days(flights)).toEqual(['12-01', '12-15', '12-29']);
  });

  it('flies on behind midnight with a number of several legs', async () => {
    const onward = { number: '118', origin: 'LHR', std: '0900', originOffset: '+0000', sequence: '02' };
    const to = { destination: 'CDG', sta: '1115', destinationOffset: '+0100' };
    const { flights } = await plan(
      ssimFile([leg(NIGHT), leg({ ...NIGHT, ...onward, ...to, std: '1100', sta: '1315' })]),
    );
    const second = flights.filter(({ flight }) => flight.origin === 'LHR');
    expect(days(second)).toEqual(['12-02', '12-03']);
    // With days of its own it is on them.
    const own = { ...NIGHT, ...onward, ...to, std: '1100', sta: '1315', from: '02DEC26', to: '03DEC26' };
    expect((await plan(ssimFile([leg(NIGHT), leg(own)]))).flights).toHaveLength(4);
    expect(days((await plan(ssimFile([leg(NIGHT), leg(own)]))).flights.slice(2))).toEqual(['12-02', '12-03']);
  });

  it('is limited by days, by the calendar of the origin', async () => {
    const text = ssimFile([leg(WEEK), leg({ ...NIGHT, to: '07DEC26' })]);
    const { flights } = await plan(text, { from: '2026-12-03', to: '2026-12-04' });
    expect(days(flights)).toEqual(['12-03', '12-04', '12-03', '12-04']);
    expect((await plan(text, { from: '2027-06-01' })).flights).toEqual([]);
    await expect(plan(text, { from: '2026-12-04', to: '2026-12-03' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('takes an open period up to the end of the season, and asks for days beyond 20,000 flights', async () => {
    const open = { ...WEEK, from: '20MAR27', to: '00XXX00' };
    expect((await plan(ssimFile([leg(open)]))).flights).toHaveLength(8);
    const legs = Array.from({ length: 70 }, (_, index) => leg({ ...WEEK, number: String(index + 1), to: '30NOV27' }));
    await expect(plan(ssimFile(legs))).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      hint: expect.stringContaining('--to'),
    });
    expect((await plan(ssimFile(legs), { to: '2026-12-10' })).flights).toHaveLength(700);
  });

  it('keeps operational suffixes apart, and lays freight and positioning flights aside', async () => {
    const { flights, skipped } = await plan(
      ssimFile([
        leg(WEEK),
        leg({ ...WEEK, more: { 2: 'Z' } }),
        leg({ ...WEEK, number: '9', more: { 14: 'F' } }),
        leg({ ...WEEK, number: '10', more: { 14: 'P' } }),
      ]),
    );
    expect(new Set(flights.map(({ flight }) => flight.number))).toEqual(new Set(['117', '117Z']));
    expect(skipped).toBe(2);
  });

  it('reads CRLF, serials that repeat, and a last line without an end', async () => {
    // The second leg repeats the serial of the first, and so does the trailer.
    const text = ssimFile([leg(WEEK), leg({ ...NIGHT, more: { 195: '000003' } })]);
    const { flights } = await plan(text.replace('000004E000005\n', '000003E000003').replaceAll('\n', '\r\n'));
    expect(flights).toHaveLength(9);
  });
});

describe('the cabins of a leg', () => {
  it.each([
    ['J14W34Y316VV364', ['C14', 'W34', 'Y316']],
    ['Y118', ['Y118']],
    ['P8J40Y12M100VV', ['F8', 'C40', 'Y112']],
    ['VV001', undefined],
    ['Y0', undefined],
    ['Y999Y10', undefined],
    ['ABC', undefined],
    ['', undefined],
  ])('%s', (text, expected) => {
    expect(readConfiguration(text)?.map(({ cabin, seats }) => `${cabin}${seats}`)).toEqual(expected);
  });

  const planned = async (more: Readonly<Record<number, string>>) =>
    (await plan(ssimFile([leg({ ...WEEK, to: '01DEC26', more })]))).flights[0]?.flight;

  it('come from the configuration, and the seats stand behind one another', async () => {
    const flight = await planned({ 173: 'C10Y100VV110' });
    expect(flight?.layout.cabins.map(({ cabin, capacity }) => `${cabin}${capacity}`)).toEqual(['C10', 'Y100']);
    // Four abreast in business and six in economy, as the A320 has them.
    expect(flight?.layout.seats.at(0)?.seatNumber).toBe('1A');
    expect(flight?.layout.seats.at(10)?.seatNumber).toBe('4A');
    expect(flight?.fares.map(({ fareClass }) => fareClass).join('')).toBe('JDYM');
  });

  it('come from the equipment where the configuration cannot be read', async () => {
    const flight = await planned({ 173: ' '.repeat(20) });
    expect(flight?.layout.cabins.map(({ cabin, capacity }) => `${cabin}${capacity}`)).toEqual(['C12', 'Y162']);
    const neither = ssimFile([leg({ ...WEEK, more: { 73: 'XQX', 173: ' '.repeat(20) } })]);
    expect(await rejects(neither)).toMatchObject([{ line: 5, column: 'aircraft_configuration' }]);
  });

  it('are sold by the booking classes, or all where these say nothing', async () => {
    expect((await planned({ 76: 'YM' }))?.fares.map(({ cabin }) => cabin)).toEqual(['Y', 'Y']);
    expect((await planned({ 76: '  ' }))?.fares.map(({ cabin }) => cabin)).toEqual(['C', 'C', 'Y', 'Y']);
    expect((await planned({ 76: 'FA' }))?.fares.map(({ cabin }) => cabin)).toEqual(['C', 'C', 'Y', 'Y']);
  });
});

describe('a damaged file', () => {
  const lines = ssimFile([leg(WEEK), leg(NIGHT)]).split('\n');
  const without = (index: number) => lines.toSpliced(index, 1).join('\n');
  const withLine = (index: number, text: string) => lines.with(index, text).join('\n');

  it.each([
    ['an empty file', '', 1, 'the file is empty'],
    ['no header', without(0), 2, 'is not the header'],
    ['no carrier', without(2), 4, 'stands outside of a carrier'],
    ['a short record', withLine(4, (lines[4] ?? '').slice(0, 180)), 5, 'has 180 characters'],
    [
      'a record that was split',
      withLine(4, `${(lines[4] ?? '').slice(0, 90)}\n${(lines[4] ?? '').slice(90)}`),
      5,
      'has 90',
    ],
    ['a record that is lost', without(4), 5, 'record 4 follows record 2'],
    [
      'two records in another order',
      lines
        .with(4, lines[5] ?? '')
        .with(5, lines[4] ?? '')
        .join('\n'),
      5,
      'record 4 follows',
    ],
    ['no trailer', lines.slice(0, 7).join('\n'), 7, 'ends without the trailer of XX'],
    ['half of the file', lines.slice(0, 5).join('\n'), 5, 'ends without the trailer of XX'],
    [
      'a trailer that counts on',
      withLine(7, (lines[7] ?? '').replace('000004E', '000009E')),
      8,
      'counts up to "000009"',
    ],
    ['a leg of another airline', withLine(4, (lines[4] ?? '').replace('3 XX', '3 YY')), 5, 'is of YY'],
    ['another type of record', withLine(4, (lines[4] ?? '').replace(/^3/, '7')), 5, 'which is no type'],
    ['a filler with text', withLine(3, FILLER.replace(/^00/, '0X')), 4, 'is no filler'],
    ['a byte that is no text', withLine(4, (lines[4] ?? '').replace('LHR', 'L\u00e9R')), 5, 'plain ASCII'],
    ['a serial that is none', withLine(4, `${(lines[4] ?? '').slice(0, 194)}  4   `), 5, 'is no serial number'],
  ])('%s', async (_, text, line, reason) => {
    const problems = await rejects(text);
    expect(problems[0]).toMatchObject({ line, reason: expect.stringContaining(reason) });
  });

  it.each([
    ['airline', { 3: '   ' }],
    ['flight_number', { 6: '  0 ' }],
    ['flight_number', { 6: 'ABCD' }],
    ['period_start', { 15: '31FEB26' }],
    ['period_end', { 22: '30NOV26' }],
    ['days_of_operation', { 29: '1234576' }],
    ['days_of_operation', { 29: '       ' }],
    ['frequency', { 36: '3' }],
    ['service_type', { 14: '*' }],
    ['departure_time', { 40: '2460' }],
    ['departure_offset', { 48: '00000' }],
    ['departure_station', { 37: 'L1R' }],
    ['departure_station', { 37: 'XQX' }],
    ['arrival_station', { 55: 'LHR' }],
    ['arrival_time', { 62: '    ' }],
  ])('a bad %s', async (column, more) => {
    // The airline stands in the carrier's record as well.
    const text = ssimFile([leg({ ...WEEK, more })]);
    const problems = await rejects(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject(column === 'airline' ? { line: 5 } : { line: 5, column });
  });

  it('is told with every line that is wrong', async () => {
    const text = ssimFile([
      leg({ ...WEEK, more: { 40: 'XXXX' } }),
      leg({ ...NIGHT, more: { 55: 'XQX' } }),
      leg(WEEK),
      leg(WEEK),
    ]);
    expect((await rejects(text)).map(({ line, column }) => [line, column])).toEqual([
      [5, 'departure_time'],
      [6, 'arrival_station'],
      [8, ''],
    ]);
  });
});
