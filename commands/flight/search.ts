import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { cabinFlag, carrierFlag } from '../../src/cli/flight-flags.js';
import { airportArg, amountFlag, dateFlag } from '../../src/cli/parse.js';
import { offerView } from '../../src/present/views/offer-view.js';

export default class FlightSearch extends BaseCommand {
  static override summary = 'Search flights with room for a party.';
  static override description =
    'Shows the cheapest open fare of each cabin. Book one of the offers with: opsdesk booking create --offer ID. Times are those of the airports; the price is for the whole party.';
  static override examples = [
    'opsdesk flight search LHR JFK --depart 2026-12-01',
    {
      description: 'Two in business class, in the evening, at most 3000 together',
      command:
        'opsdesk flight search LHR JFK --depart 2026-12-01 --passengers 2 --cabin business --depart-after 17:00 --max-price 3000',
    },
    {
      description: 'Book the cheapest',
      command:
        'opsdesk booking create --offer "$(opsdesk flight search LHR JFK --depart 2026-12-01 --limit 1 -o ids)" --passenger "SMITH/JOHN MR"',
    },
  ];
  static override args = {
    origin: airportArg({ required: true, description: 'Airport of departure, such as LHR.' }),
    destination: airportArg({ required: true, description: 'Airport of arrival, such as JFK.' }),
  };
  static override flags = {
    depart: dateFlag({ summary: 'Day of departure, such as 2026-12-01.', required: true }),
    passengers: Flags.integer({ summary: 'How many need a seat.', helpValue: 'N', min: 1, max: 99, default: 1 }),
    cabin: cabinFlag({ summary: 'Only this cabin: F, C, W, Y, or first, business, premium, economy.' }),
    carrier: carrierFlag({ summary: 'Only this airline.' }),
    'depart-after': Flags.string({ summary: 'Not before this time of day at the origin.', helpValue: 'HH:MM' }),
    'max-price': amountFlag({ summary: 'At most this for the whole party.' }),
    sort: Flags.option({
      summary: 'What comes first: the lowest price, the shortest, the earliest.',
      options: ['price', 'duration', 'departure'] as const,
      default: 'price',
    })(),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(FlightSearch);
    const app = await this.app();
    const page = await app.flights.search({
      origin: args.origin,
      destination: args.destination,
      departureDate: flags.depart,
      passengers: flags.passengers,
      cabin: flags.cabin,
      carrier: flags.carrier,
      departAfter: flags['depart-after'],
      maxPrice: flags['max-price'],
      sort: flags.sort,
      ...this.page(),
    });
    await this.list(page, offerView);
  }
}
