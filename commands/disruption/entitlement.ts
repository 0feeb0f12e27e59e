import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { eventFlags } from '../../src/cli/event-flags.js';
import { flightFlag } from '../../src/cli/flight-flags.js';
import { locatorArg } from '../../src/cli/parse.js';
import { entitlementView, owedView } from '../../src/present/views/entitlement-view.js';

export default class DisruptionEntitlement extends BaseCommand {
  static override summary = 'What the law owes the passengers of a booking, and by which article.';
  static override description =
    'Of each journey that was cancelled, moved or delayed: compensation, refund and care by EU261, UK261 and the rules of the US Department of Transportation, with every step from the distance to the sum. --delay and --denied-boarding ask what would be owed. Nothing is changed or paid.';
  static override examples = [
    'opsdesk disruption entitlement K7QX2M',
    'opsdesk disruption entitlement K7QX2M --flight BA117/2026-12-01 --delay 200 --cause technical',
    'opsdesk disruption entitlement K7QX2M --denied-boarding --delay 90',
    'opsdesk disruption entitlement K7QX2M -o csv',
  ];
  static override args = { locator: locatorArg({ required: true }) };
  static override flags = {
    flight: flightFlag({ summary: 'The journey with this flight; else those that something happened to.' }),
    delay: Flags.integer({
      summary: 'As if they left and arrived so many minutes later; denied boarding, on the substitute.',
      helpValue: 'N',
      min: 0,
    }),
    'denied-boarding': Flags.boolean({ summary: 'As if they had been denied boarding.' }),
    volunteer: Flags.boolean({
      summary: 'They gave their seats up for an agreed benefit.',
      dependsOn: ['denied-boarding'],
    }),
    cause: { ...eventFlags.cause, summary: 'In place of the cause that was recorded.' },
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(DisruptionEntitlement);
    const { disruptions } = await this.app();
    const result = await disruptions.entitlement({
      recordLocator: args.locator,
      flight: flags.flight,
      delayMinutes: flags.delay,
      isDeniedBoarding: flags['denied-boarding'],
      isVolunteer: flags.volunteer,
      cause: flags.cause,
    });
    await this.sumUp(result, entitlementView, result.owed, owedView);
  }
}
