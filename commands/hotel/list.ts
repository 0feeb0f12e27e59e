import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { hotelListView } from '../../src/present/views/hotel-offer-view.js';

export default class HotelList extends BaseCommand {
  static override summary = 'List hotels by code.';
  static override examples = ['opsdesk hotel list', 'opsdesk hotel list --city London -o ids'];
  static override flags = {
    city: Flags.string({ summary: 'Only of this city.', helpValue: 'CITY' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(HotelList);
    const app = await this.app();
    await this.list(await app.hotels.list({ city: flags.city, ...this.page() }), hotelListView);
  }
}
