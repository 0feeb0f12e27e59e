import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { amountFlag, dateFlag } from '../../src/cli/parse.js';
import { parseRooms } from '../../src/cli/rooms-arg.js';
import { writeChoices, writeFlags } from '../../src/cli/write-flags.js';
import { adjustedNightView, adjustedRoomsView } from '../../src/present/views/adjusted-rooms-view.js';

const ON_OFF = ['on', 'off'] as const;
const isOn = (value: 'on' | 'off' | undefined) => (value === undefined ? undefined : value === 'on');

export default class HotelAdjust extends BaseCommand {
  static override summary = 'Change rooms, prices or restrictions of the nights of a hotel.';
  static override description =
    'All nights in one step, or none. --from and --to are the first and the last night, both changed. Each flag leaves the others alone; what is sold keeps its price. Without a room type every one of the property is changed. An allotment that, with the overbooking, is below what is taken is refused, and the nights are named: close them with --stop-sell instead.';
  static override examples = [
    'opsdesk hotel adjust LON-01:DBL --from 2026-12-24 --to 2026-12-26 --price 240.00 --min-stay 3',
    {
      description: 'Sell no more of any room, for one night',
      command: 'opsdesk hotel adjust LON-01 --from 2026-12-31 --to 2026-12-31 --stop-sell on --reason "burst pipe"',
    },
    {
      description: 'Whether fewer rooms would do',
      command: 'opsdesk hotel adjust LON-01:DBL --from 2027-01-04 --to 2027-01-31 --allotment 8 --dry-run',
    },
  ];
  static override args = {
    rooms: Args.custom({
      description: 'PROPERTY or PROPERTY:ROOMTYPE, such as LON-01:DBL.',
      parse: async (text: string) => parseRooms(text),
    })({ required: true }),
  };
  static override flags = {
    from: dateFlag({ summary: 'First night.', required: true }),
    to: dateFlag({ summary: 'Last night, which is changed too.', required: true }),
    allotment: Flags.integer({ summary: 'Rooms of each night.', helpValue: 'N', min: 0 }),
    overbooking: Flags.integer({ summary: 'Rooms beyond them that may be sold.', helpValue: 'N', min: 0 }),
    price: amountFlag({ summary: "A room's price for the night, in the currency of the property." }),
    'min-stay': Flags.integer({ summary: 'Nights that a stay must have.', helpValue: 'N', min: 1 }),
    'stop-sell': Flags.option({ summary: 'Sell nothing more of these nights.', options: ON_OFF })(),
    'closed-to-arrival': Flags.option({ summary: 'Nobody checks in on these days.', options: ON_OFF })(),
    'closed-to-departure': Flags.option({ summary: 'Nobody checks out on these days.', options: ON_OFF })(),
    ...writeFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(HotelAdjust);
    const { ifVersion, ...options } = writeChoices(flags);
    const { from, to, allotment, overbooking, price } = flags;
    const app = await this.app();
    const adjusted = await app.hotels.adjust(
      {
        ...{ ...args.rooms, from, to, allotment, overbooking, price, ifVersion },
        minStay: flags['min-stay'],
        stopSell: isOn(flags['stop-sell']),
        closedToArrival: isOn(flags['closed-to-arrival']),
        closedToDeparture: isOn(flags['closed-to-departure']),
      },
      options,
    );
    await this.sumUp(adjusted, adjustedRoomsView, adjusted.nights, adjustedNightView);
  }
}
