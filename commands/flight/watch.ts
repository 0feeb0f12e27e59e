import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { flightArg, sinceFlag } from '../../src/cli/parse.js';
import { openResultLines } from '../../src/cli/result-lines.js';
import { escapeText } from '../../src/present/escape-text.js';
import { eventLine, flightEventView, type WatchedEvent } from '../../src/present/views/flight-event-view.js';

export default class FlightWatch extends BaseCommand {
  static override summary = 'Follow what becomes of flights, as it is recorded.';
  static override description =
    'A line for each event of the flights that are named, or of all. Without --since it begins now. Each event is told once, in the order in which they are recorded. With -o ndjson, or --json, a line is an object. Ctrl-C ends it.';
  static override examples = [
    'opsdesk flight watch',
    'opsdesk flight watch BA117/2026-12-01 BA118/2026-12-01',
    { description: 'What has happened today', command: 'opsdesk flight watch --since 2026-12-01 --once' },
    { description: 'For another program', command: 'opsdesk flight watch -o ndjson | jq -r .flight' },
  ];
  static override args = {
    flight: flightArg({ description: 'Flights on a day, such as BA117/2026-12-01; all unless given.', multiple: true }),
  };
  static override flags = {
    since: sinceFlag({ summary: 'Begin with what was recorded from then on.' }),
    interval: Flags.integer({
      summary: 'Milliseconds between two looks.',
      helpValue: 'MS',
      min: 50,
      max: 60_000,
      default: 1_000,
    }),
    once: Flags.boolean({
      summary: 'End with what was recorded so far; of the last 24 hours unless --since is given.',
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(FlightWatch);
    const app = await this.app();
    const signal = this.interruptSignal();
    const { since, interval: intervalMs, once: isOnce } = flags;
    const events = await app.flights.watch({ refs: args.flight ?? [], since, intervalMs, isOnce, signal });
    const { limit = Number.POSITIVE_INFINITY } = this.globals;
    if (isOnce) return this.listOnce(events, limit);
    if (this.globals.format === 'table') this.note('Watching. Ctrl-C ends it.');
    const tell = await this.teller();
    let told = 0;
    for await (const event of events) {
      await tell(event);
      told += 1;
      if (told >= limit) return;
    }
    this.conclude('INTERRUPTED');
  }

  private async listOnce(events: AsyncIterable<WatchedEvent>, limit: number): Promise<void> {
    const items: WatchedEvent[] = [];
    for await (const event of events) {
      if (items.length >= limit) {
        this.note('There is more: begin later, with --since.');
        break;
      }
      items.push(event);
    }
    await this.list({ items, nextCursor: null }, flightEventView);
  }

  /** How an event is told at once in the format that was asked for. */
  private async teller(): Promise<(event: WatchedEvent) => Promise<void>> {
    const { format } = this.globals;
    if (format === 'csv') {
      const lines = await openResultLines('-', 'csv', flightEventView.columns, { terminal: this.terminal });
      return (event) => lines.write(event);
    }
    if (format === 'ids') return async ({ flight }) => this.output.raw(`${escapeText(flight)}\n`);
    return async (event) => this.output.line(event, (paint) => eventLine(event, paint));
  }
}
