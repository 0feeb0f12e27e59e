import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { locatorArg } from '../../src/cli/parse.js';
import { writeChoices, writeFlags } from '../../src/cli/write-flags.js';
import { formatChange, modifiedBookingView } from '../../src/present/views/changed-booking-view.js';

export default class BookingModify extends BaseCommand {
  static override summary = 'Change the flight, the seats, a name or the contact of a booking.';
  static override description =
    'On a terminal it shows what the change costs, and asks. A fare change collects the difference and the change fee; what is due then is paid with opsdesk booking confirm or opsdesk payment take. Names may only be corrected.';
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
    'opsdesk booking modify K7QX2M --name "SMYTH/JOHN MR" --yes --reason "misspelt"',
  ];
  static override args = { locator: locatorArg({ required: true }) };
  static override flags = {
    flight: Flags.string({ summary: 'Move a segment to this flight.', helpValue: 'REF[:CLASS]' }),
    seat: Flags.string({ summary: 'New seat, in passenger order.', helpValue: 'SEAT', multiple: true }),
    name: Flags.string({ summary: 'Corrected name of a passenger.', helpValue: 'NAME' }),
    segment: Flags.string({ summary: 'Which segment, where there are several: S1.', helpValue: 'ID' }),
    passenger: Flags.string({ summary: 'Which passenger, where there are several: P1.', helpValue: 'ID' }),
    email: Flags.string({ summary: 'New e-mail address.', helpValue: 'ADDRESS' }),
    phone: Flags.string({ summary: 'New telephone number.', helpValue: 'NUMBER' }),
    remark: Flags.string({ summary: 'New remark.', helpValue: 'TEXT' }),
    ...writeFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(BookingModify);
    const { flight, seat, name, segment, passenger, email, phone, remark } = flags;
    const { ifVersion, ...options } = writeChoices(flags);
    const app = await this.app();
    const input = { recordLocator: args.locator, flight, seats: seat, name, segment, passenger, email, phone, remark };
    let version = ifVersion;
    if (this.prompter.isAvailable && !flags.yes && !options.isDryRun) {
      const preview = await app.bookings.modify({ ...input, ifVersion }, { ...options, isDryRun: true });
      this.note(formatChange(preview.change, this.output.paint()));
      await this.confirm(flags, `Change ${args.locator} like this?`);
      // What was agreed to is the change of that very version.
      version = preview.version - 1;
    }
    const booking = await app.bookings.modify({ ...input, ifVersion: version }, options);
    await this.show(booking, modifiedBookingView);
  }
}
