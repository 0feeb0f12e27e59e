import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { cabinFlag, carrierFlag } from '../../src/cli/flight-flags.js';
import { airportArg, amountFlag, dateFlag } from '../../src/cli/parse.js';
import { howToBookPackage, packageView } from '../../src/present/views/package-view.js';

export default class PackageSearch extends BaseCommand {
  static override summary = 'Search flights there and back with a hotel in between.';
  static override description = [
    'Shows the cheapest flights with the cheapest room of each hotel, for the nights from the local day of arrival to the day of return. The price is for the whole party and all rooms, with what a package takes off: 5 % of the fares without taxes and of the rooms, for two nights or more.',
    'Book one with: opsdesk booking create --offer OFFER --stay STAY; -o ids prints the two with a semicolon between.',
  ].join('\n\n');
  static override examples = [
    'opsdesk package search LHR "New York" --depart 2026-12-01 --return 2026-12-05',
    {
      description: 'Two in one room of four stars or more, for at most 2500 together',
      command:
        'opsdesk package search LHR JFK --depart 2026-12-01 --return 2026-12-05 --passengers 2 --stars 4 --max-price 2500',
    },
  ];
  static override args = {
    origin: airportArg({ required: true, description: 'Airport of departure, such as LHR.' }),
    place: Args.string({ required: true, description: 'City by name, or airport by its three letters.' }),
  };
  static override flags = {
    depart: dateFlag({ summary: 'Day of departure, such as 2026-12-01.', required: true }),
    return: dateFlag({ summary: 'Day of the journey back.', required: true }),
    passengers: Flags.integer({
      summary: 'How many need a seat and a bed.',
      helpValue: 'N',
      min: 1,
      max: 99,
      default: 1,
    }),
    children: Flags.integer({ summary: 'How many of them are children.', helpValue: 'N', min: 0, max: 99, default: 0 }),
    infants: Flags.integer({ summary: 'How many more ride on laps.', helpValue: 'N', min: 0, max: 99, default: 0 }),
    rooms: Flags.integer({ summary: 'How many rooms of one type.', helpValue: 'N', min: 1, max: 99, default: 1 }),
    stars: Flags.integer({ summary: 'At least so many stars.', helpValue: 'N', min: 1, max: 5 }),
    cabin: cabinFlag({ summary: 'Only this cabin: F, C, W, Y, or first, business, premium, economy.' }),
    carrier: carrierFlag({ summary: 'Only this airline.' }),
    'max-stops': Flags.integer({ summary: 'At most so many stops a journey, 0 to 2.', helpValue: 'N', min: 0, max: 2 }),
    'max-price': amountFlag({ summary: 'At most this for all of it.' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(PackageSearch);
    const { passengers, children, infants, rooms, stars, cabin, carrier } = flags;
    const app = await this.app();
    const page = await app.packages.search({
      ...{ origin: args.origin, place: args.place, departureDate: flags.depart, returnDate: flags.return },
      ...{ passengers, children, infants, rooms, stars, cabin, carrier },
      maxStops: flags['max-stops'],
      maxPrice: flags['max-price'],
      ...this.page(),
    });
    await this.list(page, packageView);
    const nextStep = howToBookPackage(page.items[0]);
    if (nextStep && this.globals.format === 'table') this.note(nextStep);
  }
}
