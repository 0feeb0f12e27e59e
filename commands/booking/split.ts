import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { locatorArg } from '../../src/cli/parse.js';
import { writeChoices, writeFlags } from '../../src/cli/write-flags.js';
import { splitBookingView } from '../../src/present/views/split-booking-view.js';

export default class BookingSplit extends BaseCommand {
  static override summary = 'Give some passengers of a booking a booking of their own.';
  static override description =
    'They keep their seats, their fares as sold and their deadlines, and take their share of what was paid along; nothing is put back on sale. Stays remain with the old booking unless --stay names them. An infant goes with an adult. The result is the new booking, with the old one as "from".';
  static override examples = [
    'opsdesk booking split K7QX2M --passenger P2',
    {
      description: 'What both would look like',
      command: 'opsdesk booking split K7QX2M --passenger P2 --passenger P3 --dry-run',
    },
    'opsdesk booking split K7QX2M --passenger P2 --stay H1 --reason "travels on alone"',
  ];
  static override args = { locator: locatorArg({ required: true }) };
  static override flags = {
    passenger: Flags.string({
      summary: 'Who goes: P2.',
      helpValue: 'ID',
      multiple: true,
      required: true,
    }),
    stay: Flags.string({ summary: 'A stay that goes with them: H1.', helpValue: 'ID', multiple: true }),
    ...writeFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(BookingSplit);
    const { ifVersion, ...options } = writeChoices(flags);
    const app = await this.app();
    const input = { recordLocator: args.locator, passengers: flags.passenger, stays: flags.stay, ifVersion };
    await this.show(await app.bookings.split(input, options), splitBookingView);
  }
}
