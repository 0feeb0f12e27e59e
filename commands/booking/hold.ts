import { BaseCommand } from '../../src/cli/base-command.js';
import { ORDER_SHAPE, orderFlags } from '../../src/cli/booking-flags.js';
import { bookingOrder } from '../../src/cli/booking-order.js';
import { howToPay } from '../../src/cli/next-step.js';
import { unversionedFlags, writeChoices } from '../../src/cli/write-flags.js';
import { bookingView } from '../../src/present/views/booking-view.js';

export default class BookingHold extends BaseCommand {
  static override summary = 'Hold seats for a customer who has not paid yet.';
  static override description = [
    'Takes the seats at once and keeps them for half an hour, or as long as --hold says, or until the first departure if that is sooner. After that, and the grace, they are back on sale by themselves. The price stands up to the deadline, or as long as --price-guarantee says.',
    'With --waitlist a party that finds a flight sold out waits for seats on all its flights together: nothing is held and nothing is due until the booking is cleared, which makes it held.',
    ORDER_SHAPE,
  ].join('\n\n');
  static override examples = [
    'opsdesk booking hold --flight BA117/2026-12-01 --passenger "SMITH/JOHN MR" --phone "+44 20 7123 4567"',
    {
      description: 'Until tonight, at the same price',
      command: 'opsdesk booking hold --flight BA117/2026-12-01 --passenger "SMITH/JOHN MR" --hold 8h --grace 30m',
    },
    {
      description: 'Or wait for a seat',
      command:
        'opsdesk booking hold --flight BA117/2026-12-01 --passenger "SMITH/JOHN MR" --email john@example.com --waitlist',
    },
    'opsdesk booking hold --from - < booking.json',
  ];
  static override flags = { ...orderFlags, ...unversionedFlags };

  async run(): Promise<void> {
    const { flags } = await this.parse(BookingHold);
    const options = writeChoices(flags);
    const order = await bookingOrder(flags, this.prompter, false);
    const app = await this.app();
    const booking = await app.bookings.create(order, options, 'booking hold');
    await this.show(booking, bookingView);
    const nextStep = howToPay(booking, options);
    if (nextStep && this.globals.format === 'table') this.note(nextStep);
  }
}
