import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { chargeIn, ORDER_SHAPE, orderFlags, payFlag } from '../../src/cli/booking-flags.js';
import { bookingOrder } from '../../src/cli/booking-order.js';
import { howToPay } from '../../src/cli/next-step.js';
import { currencyFlag } from '../../src/cli/parse.js';
import { unversionedFlags, writeChoices } from '../../src/cli/write-flags.js';
import { bookingView } from '../../src/present/views/booking-view.js';

export default class BookingCreate extends BaseCommand {
  static override summary = 'Make a booking: held, or paid and confirmed with --pay.';
  static override description = [
    'Takes the seats at once. Without --pay the booking is held for half an hour, or as long as --hold says; with --waitlist it waits where a flight is sold out. A payment that is declined leaves it held (exit 8); one without an answer keeps it held until it is settled (exit 69, then: opsdesk payment reconcile).',
    `${ORDER_SHAPE} "pay" is GATEWAY[:TOKEN], and "payIn" the currency that is charged.`,
  ].join('\n\n');
  static override examples = [
    {
      description: 'Hold any seat',
      command: 'opsdesk booking create --flight BA117/2026-12-01 --passenger "SMITH/JOHN MR"',
    },
    {
      description: 'Two seats of a class, paid',
      command:
        'opsdesk booking create --flight BA117/2026-12-01:Y --passenger "SMITH/JOHN MR" --passenger "SMITH/TIM(CHD)" --seat 12A --seat 12B --email john@example.com --pay sandbox:tok_ok',
    },
    {
      description: 'From JSON, once only however often it runs',
      command: 'opsdesk booking create --from booking.json --idempotency-key order-4711 --json',
    },
  ];
  static override flags = {
    ...orderFlags,
    pay: Flags.string(payFlag),
    currency: currencyFlag({ ...chargeIn, dependsOn: ['pay'] }),
    ...unversionedFlags,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(BookingCreate);
    const options = writeChoices(flags);
    const order = await bookingOrder(flags, this.prompter, true);
    const app = await this.app();
    const booking = await app.bookings.create(order, options);
    await this.show(booking, bookingView);
    const nextStep = howToPay(booking, options);
    if (nextStep && this.globals.format === 'table') this.note(nextStep);
  }
}
