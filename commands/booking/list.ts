import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { flightFlag } from '../../src/cli/flight-flags.js';
import { sinceFlag } from '../../src/cli/parse.js';
import { listedBookingView } from '../../src/present/views/listed-booking-view.js';

export default class BookingList extends BaseCommand {
  static override summary = 'List bookings, newest first.';
  static override description = 'Narrow the list down by status, surname, customer, flight, or when they were made.';
  static override examples = [
    'opsdesk booking list --status held',
    'opsdesk booking list --name smi',
    { description: 'Everybody on a flight', command: 'opsdesk booking list --flight BA117/2026-12-01 -o ids' },
  ];
  static override flags = {
    status: Flags.option({
      summary: 'Only held, waitlisted, confirmed, cancelled or expired ones.',
      helpValue: 'STATUS',
      options: ['held', 'waitlisted', 'confirmed', 'cancelled', 'expired'] as const,
    })(),
    name: Flags.string({ summary: 'Only with a passenger whose surname begins so, or SMITH/JO.', helpValue: 'NAME' }),
    customer: Flags.string({ summary: 'Only those of this customer.', helpValue: 'ID' }),
    flight: flightFlag({ summary: 'Only those on this flight.' }),
    since: sinceFlag({ summary: 'Only those made since.' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(BookingList);
    const { status, name, customer, flight, since } = flags;
    const app = await this.app();
    const page = await app.bookings.list({ status, name, customerId: customer, flight, since, ...this.page() });
    await this.list(page, listedBookingView);
  }
}
