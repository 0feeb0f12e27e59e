import { BaseCommand } from '../../src/cli/base-command.js';
import { holdTermFlags, holdTerms } from '../../src/cli/hold-flags.js';
import { howToPay } from '../../src/cli/next-step.js';
import { locatorArg } from '../../src/cli/parse.js';
import { writeChoices, writeFlags } from '../../src/cli/write-flags.js';
import type { Money } from '../../src/kernel/money.js';
import { formatChange, modifiedBookingView } from '../../src/present/views/changed-booking-view.js';

export default class BookingReinstate extends BaseCommand {
  static override summary = 'Bring a hold back that ran out, at the price of the day.';
  static override description =
    'Takes the same seats where they are still free, else any of the same class, and the rooms; everything comes back, or nothing does. On a terminal it shows the new price, and asks. What was cancelled does not come back: book it anew.';
  static override examples = [
    { description: 'What it would cost now', command: 'opsdesk booking reinstate K7QX2M --dry-run' },
    'opsdesk booking reinstate K7QX2M --yes',
    'opsdesk booking reinstate K7QX2M --hold 2h --yes --reason "customer called back"',
  ];
  static override args = { locator: locatorArg({ required: true }) };
  static override flags = { ...holdTermFlags, ...writeFlags };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(BookingReinstate);
    const { ifVersion, ...options } = writeChoices(flags);
    const app = await this.app();
    const input = { recordLocator: args.locator, ...holdTerms(flags) };
    let version = ifVersion;
    let agreed: Money | undefined;
    if (this.prompter.isAvailable && !flags.yes && !options.isDryRun) {
      const preview = await app.bookings.reinstate({ ...input, ifVersion }, { ...options, isDryRun: true });
      this.note(formatChange(preview.change, this.output.paint()));
      await this.confirm(flags, `Bring ${args.locator} back like this?`);
      // What was agreed to is the price of that very version.
      version = preview.version - 1;
      agreed = preview.total;
    }
    const booking = await app.bookings.reinstate({ ...input, ifVersion: version, agreed }, options);
    await this.show(booking, modifiedBookingView);
    const nextStep = howToPay(booking, options);
    if (nextStep && this.globals.format === 'table') this.note(nextStep);
  }
}
