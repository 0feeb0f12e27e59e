import { bulkFlags } from '../../src/cli/bulk-flags.js';
import { eventFlags } from '../../src/cli/event-flags.js';
import { fromFlag } from '../../src/cli/file-flags.js';
import { FileJobCommand } from '../../src/cli/file-job-command.js';
import { flightArg } from '../../src/cli/parse.js';
import { writeChoices, writeFlags } from '../../src/cli/write-flags.js';
import { OpsdeskError } from '../../src/kernel/errors.js';
import { eventRowColumns, recordedEventsView, recordedEventView } from '../../src/present/views/flight-event-view.js';

export default class FlightStatus extends FileJobCommand {
  static override summary = 'Say what has become of a flight, or of all flights of a file.';
  static override description = [
    'cancelled: its segments do not operate (UN), its seats are free, and its bookings wait on the queue "disrupted" to be rebooked or refunded. delayed: departure and arrival move by --minutes against the schedule, and bookings are offered the new times from a quarter of an hour on (TK). equipment: passengers are seated anew. diverted, departed, arrived: passengers keep what they have. Customers are told, and so is whoever subscribed to the flight. The same said again changes nothing.',
    'A hold or a place on a waiting list that was for nothing but a cancelled flight is cancelled with it, unless money was taken for it, or is under way.',
    '--from takes a CSV with the columns carrier, number, date and status, and origin, delay_minutes, cause, diverted_to and equipment where there are such; in any order. The whole file is looked at first, and with one wrong line nothing is recorded; then each event is recorded by itself. Whatever ended it, run it again with the same --cause, or --resume JOB: what was recorded is not recorded twice. Under the same --idempotency-key a file that was changed is refused. Exits 68 when some could not be.',
  ].join('\n\n');
  static override examples = [
    'opsdesk flight status BA117/2026-12-01 --set delayed --minutes 90 --cause technical',
    { description: 'Who would be hit', command: 'opsdesk flight status BA117/2026-12-01 --set cancelled --dry-run' },
    'opsdesk flight status BA117/2026-12-01 --set diverted --to BOS --cause weather',
    {
      description: 'A storm',
      command: 'opsdesk flight status --from events.csv --cause weather --out results.ndjson --reason "storm"',
    },
  ];
  static override args = { flight: flightArg() };
  static override flags = { ...eventFlags, ...fromFlag, ...bulkFlags, ...writeFlags };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(FlightStatus);
    const { ifVersion, ...options } = writeChoices(flags);
    const { set: kind, minutes: delayMinutes, to: divertedTo, equipment, cause } = flags;
    const app = await this.app();
    if (flags.from !== undefined || flags.resume !== undefined) {
      if ([args.flight, kind, delayMinutes, divertedTo, equipment, ifVersion].some((each) => each !== undefined))
        throw eitherOr();
      const { concurrency, 'max-failures': maxFailures } = flags;
      return this.workThroughFile({
        ...{ file: flags.from, format: 'csv', flags, options, label: 'Recording' },
        ...{ columns: eventRowColumns, view: recordedEventsView },
        work: ({ file: { job }, options: jobOptions, ...place }) =>
          app.flights.recordEvents({ ...place, job, cause, concurrency, maxFailures }, jobOptions),
      });
    }
    if (!args.flight || kind === undefined) throw missing(args.flight ? '--set' : 'FLIGHT');
    const input = { ref: args.flight, kind, delayMinutes, divertedTo, equipment, cause };
    let version = ifVersion;
    if (kind === 'cancelled' && this.prompter.isAvailable && !flags.yes && !options.isDryRun) {
      const preview = await app.flights.recordEvent({ ...input, ifVersion }, { ...options, isDryRun: true });
      const { flight, bookings, outcome } = preview;
      if (outcome === 'recorded') await this.confirm(flags, `Cancel ${flight}, with ${bookings.length} bookings?`);
      // What was agreed to is the end of that very version.
      if (outcome === 'recorded' && preview.version > 1) version ??= preview.version - 1;
    }
    await this.show(await app.flights.recordEvent({ ...input, ifVersion: version }, options), recordedEventView);
  }
}

function missing(what: string): OpsdeskError {
  return new OpsdeskError('INPUT_REQUIRED', `missing ${what}`, {
    hint: 'Name a flight and what has become of it: opsdesk flight status BA117/2026-12-01 --set cancelled. Or a file: --from FILE',
    details: { flag: what },
  });
}

function eitherOr(): OpsdeskError {
  return new OpsdeskError('USAGE', 'a file says itself which flights it is about, and what has become of each', {
    hint: 'Leave out FLIGHT, --set and what belongs to it, or --from.',
  });
}
