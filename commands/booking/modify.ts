import { BaseCommand } from '../../src/cli/base-command.js';
import { changeFlags, changeOrder } from '../../src/cli/change-flags.js';
import { locatorArg } from '../../src/cli/parse.js';
import { writeChoices, writeFlags } from '../../src/cli/write-flags.js';
import type { Money } from '../../src/kernel/money.js';
import { formatChange, modifiedBookingView } from '../../src/present/views/changed-booking-view.js';

export default class BookingModify extends BaseCommand {
  static override summary = 'Change flights, seats, stays, passengers or the contact of a booking.';
  static override description =
    'All that is named is changed together, or nothing is. On a terminal it shows what the change costs, and asks. A change collects the difference of the fares and their fees; what is due then is paid with opsdesk payment take, and what is owed to the customer goes back with opsdesk refund issue. A flight in place of one that the carrier has cancelled takes any seat of the cabin, at the price that was paid. Another class of the same cabin leaves everybody on their seats. Segments, passengers and stays are named as opsdesk booking show does: S1, P1, H1.';
  static override examples = [
    {
      description: 'What another flight would cost',
      command: 'opsdesk booking modify K7QX2M --flight BA119/2026-12-01 --dry-run',
    },
    'opsdesk booking modify K7QX2M --flight BA119/2026-12-01:Y --yes',
    {
      description: 'Another seat for one of several',
      command: 'opsdesk booking modify K7QX2M --seat 14C --passenger P2',
    },
    'opsdesk booking modify K7QX2M --date 2026-12-03 --segment S2 --dry-run',
    'opsdesk booking modify K7QX2M --check-out 2026-12-05 --cancel-segment S2',
    'opsdesk booking modify K7QX2M --add-passenger "SMITH/TIM (CHD)" --yes',
    'opsdesk booking modify K7QX2M --name "SMYTH/JOHN MR" --yes --reason "misspelt"',
  ];
  static override args = { locator: locatorArg({ required: true }) };
  static override flags = { ...changeFlags, ...writeFlags };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(BookingModify);
    const { ifVersion, ...options } = writeChoices(flags);
    const app = await this.app();
    const input = { recordLocator: args.locator, ...changeOrder(flags) };
    let version = ifVersion;
    let agreed: Money | undefined;
    if (this.prompter.isAvailable && !flags.yes && !options.isDryRun) {
      const preview = await app.bookings.modify({ ...input, ifVersion }, { ...options, isDryRun: true });
      this.note(formatChange(preview.change, this.output.paint()));
      await this.confirm(flags, `Change ${args.locator} like this?`);
      // What was agreed to is the change of that very version, at that balance.
      version = preview.version - 1;
      agreed = preview.change.balance;
    }
    const booking = await app.bookings.modify({ ...input, ifVersion: version, agreed }, options);
    await this.show(booking, modifiedBookingView);
  }
}
