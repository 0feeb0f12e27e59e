import { BaseCommand } from '../../src/cli/base-command.js';
import { locatorArg } from '../../src/cli/parse.js';
import { bookingView } from '../../src/present/views/booking-view.js';

export default class BookingShow extends BaseCommand {
  static override summary = 'Show a booking: flights, passengers, seats and money.';
  static override description =
    'Times are those of the airports. A hold that has run out shows as expired, and its seats are gone.';
  static override examples = [
    'opsdesk booking show K7QX2M',
    'opsdesk booking show k7qx2m --json --fields status,balance',
  ];
  static override args = { locator: locatorArg({ required: true }) };

  async run(): Promise<void> {
    const { args } = await this.parse(BookingShow);
    const app = await this.app();
    await this.show(await app.bookings.show(args.locator), bookingView);
  }
}
