import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leg, ssimFile } from '../seeding/ssim-file.js';
import { backends, type TrialDatabase } from '../support/backends.js';
import { cli } from '../support/cli.js';

interface Answer {
  readonly version?: number;
  readonly flight?: string;
  readonly available?: number;
  readonly error?: { readonly code: string };
}

describe('the commands of operations', () => {
  let trial: TrialDatabase;

  beforeAll(async () => {
    trial = await (backends[0] as (typeof backends)[number]).create();
  });
  afterAll(() => trial.drop());

  const run = async (...args: string[]) => {
    const result = await cli(trial, [...args, '--json']);
    return { exitCode: result.exitCode, answer: result.json() as Answer };
  };
  const times = ['--depart', '2026-12-01T08:00', '--arrive', '2026-12-01T10:20'];

  it('make a flight and change it, by flags that say of what and what', async () => {
    const fares = ['--fare', 'Y:Y:180.00:20.00', '--fare', 'q:y:80:12.50:40'];
    const made = await run('flight', 'create', 'XX', '9', 'LHR', 'CDG', ...times, '--seats', '120', ...fares);
    expect(made).toMatchObject({ exitCode: 0, answer: { flight: 'XX9/2026-12-01', version: 1, available: 120 } });
    const changes = [
      '--class-limit',
      'Q=none',
      '--price',
      'Q=85.00:10',
      '--rule',
      'Q:min-stay=2',
      '--authorised',
      'Y=123',
      '--block',
      '2A',
    ];
    const adjusted = await run('flight', 'adjust', 'XX9/2026-12-01', ...changes, '--if-version', '1');
    expect(adjusted).toMatchObject({
      exitCode: 0,
      answer: { version: 2, available: 122, reseated: [], rescheduled: [], notes: [] },
    });
    const shown = await run('flight', 'show', 'XX9/2026-12-01');
    expect(shown.answer).toMatchObject({
      fares: [
        { fareClass: 'Q', bookingLimit: null, minStayDays: 2, price: { amountMinor: 9_500 } },
        { fareClass: 'Y' },
      ],
    });
  });

  it.each([
    [['--class-limit', '35'], 2, 'INVALID_INPUT'],
    [['--authorised', 'Z=1'], 2, 'INVALID_INPUT'],
    [['--price', 'Q=-1'], 2, 'INVALID_INPUT'],
    [['--rule', 'Q:color=red'], 2, 'INVALID_INPUT'],
    [['--if-version', '7', '--block', '3A'], 5, 'VERSION_CONFLICT'],
    [['--block', '99A'], 3, 'SEAT_NOT_FOUND'],
    [['--class-limit', 'Z=1'], 6, 'FARE_CLASS_NOT_FOUND'],
    [[], 6, 'WRONG_STATE'],
  ])('refuse %j with exit status %i', async (flags, exitCode, code) => {
    const refused = await run('flight', 'adjust', 'XX9/2026-12-01', ...flags);
    expect(refused).toMatchObject({ exitCode, answer: { error: { code } } });
  });

  it('import a schedule in SSIM from stdin, within days', async () => {
    const input = ssimFile([
      leg({
        ...{ number: '117', from: '01DEC26', to: '31DEC26', origin: 'LHR', std: '0830', originOffset: '+0000' },
        ...{ destination: 'JFK', sta: '1130', destinationOffset: '-0500' },
      }),
    ]);
    const args = ['flight', 'import', '-', '--format', 'ssim', '--from', '2026-12-01', '--to', '2026-12-10', '--json'];
    const imported = await cli(trial, args, { input });
    expect(imported.json()).toMatchObject({ imported: 10, unchanged: 0, skipped: 0 });
    const cut = await cli(trial, ['flight', 'import', '-', '--format', 'ssim'], { input: input.slice(0, 201 * 5) });
    expect(cut.exitCode).toBe(2);
    expect(cut.stderr).toContain('line 5: the file ends without the trailer of XX: a part of it is missing');
  });
});
