import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { authorisedFlag, limitFlag, priceFlag, ruleFlag } from '../../src/cli/flight-changes.js';
import { flightArg } from '../../src/cli/parse.js';
import { writeChoices, writeFlags } from '../../src/cli/write-flags.js';
import { adjustedFlightView, formatAdjustment } from '../../src/present/views/adjusted-flight-view.js';

export default class FlightAdjust extends BaseCommand {
  static override summary = 'Change the units, limits, prices, aircraft or times of a flight.';
  static override description =
    'All of it in one step, or nothing. Units beyond the seats are overbooking slots. What is sold keeps its price and counts against a new limit. Another aircraft seats its passengers anew: on the same number where it exists, parties together, and without a seat where there is none left. New times are offered to every booking, from a quarter of an hour on; what is less is only told. On a terminal it shows who would be moved, and asks.';
  static override examples = [
    'opsdesk flight adjust BA117/2026-12-01 --authorised Y=240 --block 30A --block 30B --reason "broken recline"',
    {
      description: 'Keep a class for 35, and raise it',
      command: 'opsdesk flight adjust BA117/2026-12-01 --class-limit M=35 --price M=410.00',
    },
    {
      description: 'Rules of a fare',
      command: 'opsdesk flight adjust BA117/2026-12-01 --rule M:advance-purchase=7 --rule M:change-fee=75',
    },
    {
      description: 'Who would lose a seat',
      command: 'opsdesk flight adjust BA117/2026-12-01 --equipment 787 --dry-run',
    },
    'opsdesk flight adjust BA117/2026-12-01 --depart 2026-12-01T10:30 --arrive 2026-12-01T13:30 --yes',
  ];
  static override args = { flight: flightArg({ required: true }) };
  static override flags = {
    authorised: authorisedFlag({ summary: 'Units of a cabin that may be sold.', multiple: true }),
    block: Flags.string({ summary: 'Take a seat off sale.', helpValue: 'SEAT', multiple: true }),
    unblock: Flags.string({ summary: 'Put a blocked seat back on sale.', helpValue: 'SEAT', multiple: true }),
    'class-limit': limitFlag({ summary: 'Units that a class and those below it may take.', multiple: true }),
    price: priceFlag({ summary: 'Fare of one adult, and its taxes.', multiple: true }),
    rule: ruleFlag({
      summary:
        'advance-purchase, min-stay or max-stay in days; change-fee, cancel-fee, no-show-fee or name-change-fee; refundable yes or no; residual refund or forfeit.',
      multiple: true,
    }),
    equipment: Flags.string({ summary: 'Another aircraft: 777, A320, 738.', helpValue: 'E' }),
    depart: Flags.string({ summary: 'New departure by the clock there.', helpValue: 'LOCAL' }),
    arrive: Flags.string({ summary: 'New arrival by the clock there.', helpValue: 'LOCAL' }),
    ...writeFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(FlightAdjust);
    const { authorised, block, unblock, 'class-limit': limits, price: prices, rule: rules, equipment } = flags;
    const { depart: departs, arrive: arrives } = flags;
    const { ifVersion, ...options } = writeChoices(flags);
    const app = await this.app();
    const changes = { authorised, block, unblock, limits, prices, rules, equipment, departs, arrives };
    const input = { ref: args.flight, ...changes };
    let version = ifVersion;
    const movesPeople = equipment !== undefined || departs !== undefined || arrives !== undefined;
    if (movesPeople && this.prompter.isAvailable && !flags.yes && !options.isDryRun) {
      const preview = await app.flights.adjust({ ...input, ifVersion }, { ...options, isDryRun: true });
      this.note(formatAdjustment(preview, this.output.paint()));
      await this.confirm(flags, `Change ${preview.flight} like this?`);
      // What was agreed to is the change of that very version.
      version = preview.version - 1;
    }
    const adjusted = await app.flights.adjust({ ...input, ifVersion: version }, options);
    await this.show(adjusted, adjustedFlightView);
  }
}
