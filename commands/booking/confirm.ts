import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { chargeIn, payFlag } from '../../src/cli/booking-flags.js';
import { currencyFlag, locatorArg } from '../../src/cli/parse.js';
import { writeChoices, writeFlags } from '../../src/cli/write-flags.js';
import { bookingView } from '../../src/present/views/booking-view.js';

export default class BookingConfirm extends BaseCommand {
  static override summary = 'Pay a held booking and confirm it.';
  static override description =
    'Takes all that is due. A decline leaves the booking held (exit 8): ask for another means of payment. Without an answer from the gateway nobody knows (exit 69): do not take the money again, but settle it with opsdesk payment reconcile.';
  static override examples = [
    'opsdesk booking confirm K7QX2M --pay sandbox:tok_ok',
    'opsdesk booking confirm K7QX2M --pay sandbox:tok_ok --idempotency-key pay-4711 --json',
  ];
  static override args = { locator: locatorArg({ required: true }) };
  static override flags = {
    pay: Flags.string({ ...payFlag, required: true }),
    currency: currencyFlag(chargeIn),
    ...writeFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(BookingConfirm);
    const { ifVersion, ...options } = writeChoices(flags);
    const app = await this.app();
    const input = { recordLocator: args.locator, currency: flags.currency, ifVersion };
    const booking = await app.bookings.confirm(flags.pay, input, options);
    await this.show(booking, bookingView);
  }
}
