import { BaseCommand } from '../../src/cli/base-command.js';
import { locatorArg, sinceFlag } from '../../src/cli/parse.js';
import { bookingAsOfView } from '../../src/present/views/booking-as-of-view.js';
import { bookingView } from '../../src/present/views/booking-view.js';

export default class BookingShow extends BaseCommand {
  static override summary = 'Show a booking: flights, passengers, seats and money.';
  static override description =
    'Times are those of the airports. A hold that has run out shows as expired, and its seats are gone. --as-of shows the record as it stood at a moment, from the audit trail; a day stands for its beginning (UTC).';
  static override examples = [
    'opsdesk booking show K7QX2M',
    'opsdesk booking show k7qx2m --json --fields status,balance',
    { description: 'As it stood', command: 'opsdesk booking show K7QX2M --as-of 2026-11-30T18:00:00Z' },
  ];
  static override args = { locator: locatorArg({ required: true }) };
  static override flags = { 'as-of': sinceFlag({ summary: 'As it stood at this time.' }) };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(BookingShow);
    const { bookings } = await this.app();
    const at = flags['as-of'];
    if (at === undefined) await this.show(await bookings.show(args.locator), bookingView);
    else await this.show(await bookings.showAsOf(args.locator, at), bookingAsOfView);
  }
}
