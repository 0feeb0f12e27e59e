import { BaseCommand } from '../../src/cli/base-command.js';
import { flightArg } from '../../src/cli/parse.js';
import { flightView } from '../../src/present/views/flight-view.js';

export default class FlightShow extends BaseCommand {
  static override summary = 'Show a flight with its cabins and fares.';
  static override description =
    'Counts the seats of each cabin at this moment: a hold that has run out is open again. Fares are for one adult, taxes included.';
  static override examples = ['opsdesk flight show BA117/2026-12-01', 'opsdesk flight show 9E3317/2013-02-07 --json'];
  static override args = { flight: flightArg({ required: true }) };

  async run(): Promise<void> {
    const { args } = await this.parse(FlightShow);
    const app = await this.app();
    await this.show(await app.flights.show(args.flight), flightView);
  }
}
