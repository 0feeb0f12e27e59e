import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { fareFlag } from '../../src/cli/flight-changes.js';
import { airportArg } from '../../src/cli/parse.js';
import { unversionedFlags, writeChoices } from '../../src/cli/write-flags.js';
import { flightView } from '../../src/present/views/flight-view.js';

export default class FlightCreate extends BaseCommand {
  static override summary = 'Make one flight, with every seat open.';
  static override description =
    'Times are those of the airports. The seats are those of the equipment; a number of seats wins over them, and without a known equipment it is one economy cabin. Without --fare it has the refundable tariff in USD by distance. A limit is how many units a class and the cheaper ones of its cabin may take together.';
  static override examples = [
    'opsdesk flight create BA 117 LHR JFK --depart 2026-12-01T08:30 --arrive 2026-12-01T11:30 --equipment 777',
    {
      description: 'With fares of its own, the cheaper for at most 40',
      command:
        'opsdesk flight create XX 9 LHR CDG --depart 2026-12-01T08:00 --arrive 2026-12-01T10:20 --seats 120 --fare Y:Y:180.00:20.00 --fare Q:Y:80.00:12.50:40',
    },
  ];
  static override args = {
    carrier: Args.string({ required: true, description: 'Airline by its two characters, such as BA.' }),
    number: Args.string({ required: true, description: 'Flight number, such as 117.' }),
    origin: airportArg({ required: true, description: 'Airport of departure, such as LHR.' }),
    destination: airportArg({ required: true, description: 'Airport of arrival, such as JFK.' }),
  };
  static override flags = {
    depart: Flags.string({ summary: 'Departure by the clock there.', helpValue: 'LOCAL', required: true }),
    arrive: Flags.string({ summary: 'Arrival by the clock there.', helpValue: 'LOCAL', required: true }),
    equipment: Flags.string({ summary: 'Aircraft, as schedules write it: 777, A320, 738.', helpValue: 'E' }),
    seats: Flags.integer({ summary: 'How many seats it has.', helpValue: 'N', min: 1, max: 999 }),
    fare: fareFlag({ summary: 'A fare of one adult, in USD.', multiple: true }),
    ...unversionedFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(FlightCreate);
    const { depart, arrive, equipment, seats, fare } = flags;
    const app = await this.app();
    const flight = await app.flights.create(
      { ...args, departs: depart, arrives: arrive, equipment, seats, fares: fare ?? [] },
      writeChoices(flags),
    );
    await this.show(flight, flightView);
  }
}
