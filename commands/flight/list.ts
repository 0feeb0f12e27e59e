import { BaseCommand } from '../../src/cli/base-command.js';
import { airportFlag, carrierFlag } from '../../src/cli/flight-flags.js';
import { dateFlag } from '../../src/cli/parse.js';
import { requirePeriod } from '../../src/cli/period-flags.js';
import { flightListView } from '../../src/present/views/flight-view.js';

export default class FlightList extends BaseCommand {
  static override summary = 'List flights, first departure first.';
  static override description =
    'Without --from it begins with the next departure. Days and times are those of the airports.';
  static override examples = [
    'opsdesk flight list --limit 10',
    'opsdesk flight list --from 2026-12-01 --to 2026-12-02 --carrier BA',
    'opsdesk flight list --origin LHR --destination JFK -o ids',
  ];
  static override flags = {
    from: dateFlag({ summary: 'First day of departure.' }),
    to: dateFlag({ summary: 'Last day of departure.' }),
    carrier: carrierFlag({ summary: 'Only this airline.' }),
    origin: airportFlag({ summary: 'Only from this airport.' }),
    destination: airportFlag({ summary: 'Only to this airport.' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(FlightList);
    requirePeriod(flags);
    const { from, to, carrier, origin, destination } = flags;
    const app = await this.app();
    await this.list(await app.flights.list({ from, to, carrier, origin, destination, ...this.page() }), flightListView);
  }
}
