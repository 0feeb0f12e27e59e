import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { locatorArg } from '../../src/cli/parse.js';
import { severeFlags, writeChoices } from '../../src/cli/write-flags.js';
import type { Money } from '../../src/kernel/money.js';
import { formatMoney } from '../../src/present/money.js';
import { cancelledBookingView } from '../../src/present/views/changed-booking-view.js';

export default class BookingCancel extends BaseCommand {
  static override summary = 'Cancel a booking: its seats go back on sale, its refund goes out.';
  static override description =
    "It cannot be taken back: the record locator must be typed, or given by --confirm. The refund is what the fare's rules give back; when the gateway does not answer it is settled later (exit 69, then: opsdesk payment reconcile).";
  static override examples = [
    { description: 'What would come back', command: 'opsdesk booking cancel K7QX2M --dry-run' },
    'opsdesk booking cancel K7QX2M --confirm K7QX2M --reason "customer is ill"',
    {
      description: 'Leave the money; opsdesk refund issue pays it later',
      command: 'opsdesk booking cancel K7QX2M --no-refund',
    },
  ];
  static override args = { locator: locatorArg({ required: true }) };
  static override flags = {
    'no-refund': Flags.boolean({ summary: 'Leave the money where it is.' }),
    ...severeFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(BookingCancel);
    const { ifVersion, ...options } = writeChoices(flags);
    const app = await this.app();
    const input = { recordLocator: args.locator, isWithoutRefund: flags['no-refund'] };
    let version = ifVersion;
    let question = `Cancel ${args.locator}?`;
    let agreed: Money | undefined;
    if (flags.confirm === undefined && !options.isDryRun && this.prompter.isAvailable) {
      const preview = await app.bookings.cancel({ ...input, ifVersion }, { ...options, isDryRun: true });
      question = `Cancel ${args.locator} and refund ${preview.refund ? formatMoney(preview.refund.amount) : 'nothing'}?`;
      // What was agreed to is the refund of that very version.
      version = preview.version - 1;
      agreed = preview.refund?.amount ?? { amountMinor: 0, currency: preview.total.currency };
    }
    await this.confirmSevere(flags, args.locator, question);
    const booking = await app.bookings.cancel({ ...input, ifVersion: version, agreed }, options);
    await this.show(booking, cancelledBookingView);
    // The booking is cancelled in any case.
    if (!options.isDryRun && booking.refund) this.concludeRefund(booking.refund.status);
  }
}
