import { BaseCommand } from '../../src/cli/base-command.js';
import { propertyArg } from '../../src/cli/hotel-flags.js';
import { dateFlag } from '../../src/cli/parse.js';
import { hotelView } from '../../src/present/views/hotel-view.js';

export default class HotelShow extends BaseCommand {
  static override summary = 'Show a hotel with its rooms, plans and two weeks of nights.';
  static override description =
    'Counts the rooms of each night at this moment: a hold that has run out is free again. Prices are for one room and night, before the plan.';
  static override examples = ['opsdesk hotel show LON-01', 'opsdesk hotel show LON-01 --from 2026-12-01 --json'];
  static override args = { property: propertyArg({ required: true }) };
  static override flags = {
    from: dateFlag({ summary: 'First night; today at the hotel unless given.' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(HotelShow);
    const app = await this.app();
    await this.show(await app.hotels.show(args.property, flags.from), hotelView);
  }
}
