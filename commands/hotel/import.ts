import path from 'node:path';
import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { openInput } from '../../src/cli/open-input.js';
import { unversionedFlags, writeChoices } from '../../src/cli/write-flags.js';
import { hotelImportView } from '../../src/present/views/hotel-import-view.js';

export default class HotelImport extends BaseCommand {
  static override summary = 'Import hotels with their rooms, plans and nights: all of a file, or nothing.';
  static override description =
    `A row of the CSV is one room type of a property over a period. It needs the columns property, name, city, country, currency, room_type, from, to (first and last night), allotment (rooms a night) and price (of a room and night).
It may have, and leave empty: airports (codes, ";" between them), latitude and longitude (those of the first airport), time_zone (that airport's), stars (3), rating (0 to 10), amenities (";"), min_stay_rule (arrival, or through), policy (what comes back until when: "48h=100 24h=50", or none), room_name, max_guests (2, SGL 1), min_stay (1), overbooking (0), and plans: CODE[:PERCENT[:BOARD[:POLICY]]] with ";" between them, of the price in percent and by the policy of the property unless it names its own. Without plans a new room type gets FLEX;SAVER:90:RO:none.
What is empty stays as it is where the property exists. What exists with the same values is left as it is, so that a file can be imported again; other values are refused unless --update takes them over. What is sold keeps its price, and no night gets fewer rooms than are taken.`;
  static override examples = [
    'opsdesk hotel import winter.csv',
    { description: 'See whether a file is sound', command: 'opsdesk hotel import winter.csv --dry-run' },
    { description: 'Take over new rates', command: 'opsdesk hotel import winter.csv --update --reason "new contract"' },
    'curl -s https://example.com/hotels.csv | opsdesk hotel import -',
  ];
  static override args = { file: Args.string({ required: true, description: 'The file, or - for stdin.' }) };
  static override flags = {
    update: Flags.boolean({ summary: 'Take over other values of what exists.' }),
    ...unversionedFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(HotelImport);
    const options = writeChoices(flags);
    const source = openInput(args.file);
    const app = await this.app();
    const name = args.file === '-' ? 'stdin' : path.basename(args.file);
    await this.show(await app.hotels.import({ source, name, isUpdate: flags.update }, options), hotelImportView);
  }
}
