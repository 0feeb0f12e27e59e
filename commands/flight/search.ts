import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { cabinFlag, carrierFlag } from '../../src/cli/flight-flags.js';
import { durationFlag, journeysOf, legFlag } from '../../src/cli/journey-flags.js';
import { airportArg, amountFlag, dateFlag } from '../../src/cli/parse.js';
import { calendarHint, calendarViewOf } from '../../src/present/views/calendar-view.js';
import { offerHint, offerViewOf } from '../../src/present/views/offer-view.js';

const clock = { helpValue: 'HH:MM' };

export default class FlightSearch extends BaseCommand {
  static override summary = 'Search flights with room for a party.';
  static override description = [
    'Shows the cheapest open classes of each cabin. Book one of the offers with: opsdesk booking create --offer ID. Times are those of the airports; the price is for the whole party.',
    'Journeys have at most one stop, and two where nothing flies with fewer; --max-stops decides otherwise. Children who travel alone fly non-stop. Times of day hold for the first journey, stops and duration for each.',
  ].join('\n\n');
  static override examples = [
    'opsdesk flight search LHR JFK --depart 2026-12-01',
    {
      description: 'Two in business class, in the evening, at most 3000 together',
      command:
        'opsdesk flight search LHR JFK --depart 2026-12-01 --passengers 2 --cabin business --depart-after 17:00 --max-price 3000',
    },
    {
      description: 'There and back, a family of four with an infant',
      command:
        'opsdesk flight search EDI CDG --depart 2026-12-01 --return 2026-12-08 --passengers 4 --children 2 --infants 1',
    },
    {
      description: 'Several cities',
      command: 'opsdesk flight search --leg LHR-JFK/2026-12-01 --leg JFK-MIA/2026-12-04 --leg MIA-LHR/2026-12-09',
    },
    {
      description: 'The lowest fares of the days around',
      command: 'opsdesk flight search LHR JFK --depart 2026-12-05 --flex',
    },
    {
      description: 'Book the cheapest',
      command:
        'opsdesk booking create --offer "$(opsdesk flight search LHR JFK --depart 2026-12-01 --limit 1 -o ids)" --passenger "SMITH/JOHN MR"',
    },
  ];
  static override args = {
    origin: airportArg({ description: 'Airport of departure, such as LHR.' }),
    destination: airportArg({ description: 'Airport of arrival, such as JFK.' }),
  };
  static override flags = {
    depart: dateFlag({ summary: 'Day of departure, such as 2026-12-01.', exclusive: ['leg'] }),
    return: dateFlag({ summary: 'Day of the journey back.', exclusive: ['leg'] }),
    leg: legFlag({ summary: 'A journey of several, in place of ORIGIN and DESTINATION.', multiple: true }),
    passengers: Flags.integer({ summary: 'How many need a seat.', helpValue: 'N', min: 1, max: 99, default: 1 }),
    children: Flags.integer({ summary: 'How many of them are children.', helpValue: 'N', min: 0, max: 99, default: 0 }),
    infants: Flags.integer({ summary: 'How many more ride on laps.', helpValue: 'N', min: 0, max: 99, default: 0 }),
    cabin: cabinFlag({ summary: 'Only this cabin: F, C, W, Y, or first, business, premium, economy.' }),
    carrier: carrierFlag({ summary: 'Only this airline.' }),
    'max-stops': Flags.integer({ summary: 'At most so many stops, 0 to 2.', helpValue: 'N', min: 0, max: 2 }),
    'depart-after': Flags.string({ summary: 'Not before this time of day at the origin.', ...clock }),
    'depart-before': Flags.string({ summary: 'Not after this time of day at the origin.', ...clock }),
    'arrive-before': Flags.string({ summary: 'Arrives by this time of day, whatever the day.', ...clock }),
    'max-price': amountFlag({ summary: 'At most this for the whole party.' }),
    'max-duration': durationFlag({ summary: 'At most so long from departure to arrival.' }),
    sort: Flags.option({
      summary: 'What comes first: the lowest price, the shortest, the earliest.',
      options: ['price', 'duration', 'departure'] as const,
      default: 'price',
    })(),
    flex: Flags.boolean({ summary: 'The lowest fare of each day, from three before to three after.' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(FlightSearch);
    const { passengers, children, infants, cabin, carrier, sort } = flags;
    const query = {
      journeys: await journeysOf({ ...args, ...flags }, this.prompter),
      ...{ passengers, children, infants, cabin, carrier, sort },
      maxStops: flags['max-stops'],
      departAfter: flags['depart-after'],
      departBefore: flags['depart-before'],
      arriveBefore: flags['arrive-before'],
      maxPrice: flags['max-price'],
      maxMinutes: flags['max-duration'],
      ...this.page(),
    };
    const app = await this.app();
    if (flags.flex) {
      const calendar = await app.flights.calendar(query);
      await this.list(calendar, calendarViewOf(calendar.items));
      return this.hint(calendarHint(calendar.items));
    }
    const page = await app.flights.search(query);
    await this.list(page, offerViewOf(page.items));
    this.hint(offerHint(page.items));
  }

  private hint(text: string | undefined): void {
    if (text !== undefined && this.globals.format === 'table') this.note(text);
  }
}
