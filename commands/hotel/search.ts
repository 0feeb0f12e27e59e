import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { ratingFlag } from '../../src/cli/hotel-flags.js';
import { amountFlag, dateFlag } from '../../src/cli/parse.js';
import { hotelOfferView, howToBookStay } from '../../src/present/views/hotel-offer-view.js';

export default class HotelSearch extends BaseCommand {
  static override summary = 'Search hotels with rooms for a stay.';
  static override description = [
    'Shows the cheapest room of each hotel that can be booked for all nights. The price is for the whole stay and all rooms; the check-out date is no night. Book one with: opsdesk booking create --stay PROPERTY:ROOMTYPE/PLAN:CHECK-IN:CHECK-OUT:ROOMS.',
    'The distance is to the airport that was asked for; in a city, to the nearest.',
  ].join('\n\n');
  static override examples = [
    'opsdesk hotel search London --check-in 2026-12-01 --check-out 2026-12-04',
    {
      description: 'Near an airport, the nearest first',
      command: 'opsdesk hotel search LHR --check-in 2026-12-01 --check-out 2026-12-02 --sort distance',
    },
    {
      description: 'Two rooms for four, with a pool, for at most 1500 together',
      command:
        'opsdesk hotel search "New York" --check-in 2026-12-01 --check-out 2026-12-04 --guests 4 --rooms 2 --amenity pool --max-price 1500',
    },
  ];
  static override args = {
    place: Args.string({ description: 'City by name, or airport by its three letters.', required: true }),
  };
  static override flags = {
    'check-in': dateFlag({ summary: 'First night, such as 2026-12-01.', required: true }),
    'check-out': dateFlag({ summary: 'The morning after the last night.', required: true }),
    guests: Flags.integer({ summary: 'How many stay.', helpValue: 'N', min: 1, max: 99, default: 1 }),
    rooms: Flags.integer({ summary: 'How many rooms of one type.', helpValue: 'N', min: 1, max: 99, default: 1 }),
    stars: Flags.integer({ summary: 'At least so many stars.', helpValue: 'N', min: 1, max: 5 }),
    amenity: Flags.string({ summary: 'Has this, such as wifi; repeat for more.', helpValue: 'WORD', multiple: true }),
    'max-price': amountFlag({ summary: 'At most this for the whole stay.' }),
    'min-rating': ratingFlag({ summary: 'At least this rating, 0 to 10.' }),
    sort: Flags.option({
      summary: 'What comes first: the lowest price, the best rating, the nearest.',
      options: ['price', 'rating', 'distance'] as const,
      default: 'price',
    })(),
    'all-rooms': Flags.boolean({ summary: 'Each room type by each of its rate plans.' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(HotelSearch);
    const { guests, rooms, stars, sort } = flags;
    const stay = { checkIn: flags['check-in'], checkOut: flags['check-out'], rooms };
    const app = await this.app();
    const page = await app.hotels.search({
      ...{ place: args.place, ...stay, guests, stars, sort },
      amenities: flags.amenity,
      maxPrice: flags['max-price'],
      minRating: flags['min-rating'],
      isAllRooms: flags['all-rooms'],
      ...this.page(),
    });
    await this.list(page, hotelOfferView);
    const nextStep = howToBookStay(page.items[0], stay);
    if (nextStep && this.globals.format === 'table') this.note(nextStep);
  }
}
