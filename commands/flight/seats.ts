import { BaseCommand } from '../../src/cli/base-command.js';
import { flightArg } from '../../src/cli/parse.js';
import { seatListView, seatMapView } from '../../src/present/views/seat-map-view.js';

export default class FlightSeats extends BaseCommand {
  static override summary = 'Show the seat map of a flight.';
  static override description =
    'Draws which seats are open, held, sold and blocked. As csv, ndjson or ids it gives a row for each seat.';
  static override examples = ['opsdesk flight seats BA117/2026-12-01', 'opsdesk flight seats BA117/2026-12-01 -o csv'];
  static override args = { flight: flightArg({ required: true }) };

  async run(): Promise<void> {
    const { args } = await this.parse(FlightSeats);
    const app = await this.app();
    const map = await app.flights.seats(args.flight);
    await this.sumUp(map, seatMapView, map.seats, seatListView);
  }
}
