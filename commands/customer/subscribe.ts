import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { flightArg } from '../../src/cli/parse.js';
import { unversionedFlags, writeChoices } from '../../src/cli/write-flags.js';
import { subscriptionView } from '../../src/present/views/customer-view.js';

export default class CustomerSubscribe extends BaseCommand {
  static override summary = 'Tell a customer of everything that becomes of a flight.';
  static override description =
    'Whoever has a booking that an event changes is told of that in any case, and not twice. The message goes to the e-mail address of the customer.';
  static override examples = [
    'opsdesk customer subscribe BA117/2026-12-01 --customer cus_01K8ZT4M5V6W7X8Y9Z0A1B2C3D',
    {
      description: 'The customer of a booking',
      command: 'opsdesk customer subscribe BA117/2026-12-01 --customer K7QX2M',
    },
    { description: 'No more', command: 'opsdesk customer subscribe BA117/2026-12-01 --customer K7QX2M --remove' },
  ];
  static override args = { flight: flightArg({ required: true }) };
  static override flags = {
    customer: Flags.string({
      summary: 'Id of the customer, or a booking of theirs.',
      helpValue: 'CUS|REF',
      required: true,
    }),
    remove: Flags.boolean({ summary: 'Tell them no more.' }),
    ...unversionedFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(CustomerSubscribe);
    const app = await this.app();
    const input = { ref: args.flight, customer: flags.customer.trim(), isRemoval: flags.remove };
    await this.show(await app.customers.subscribe(input, writeChoices(flags)), subscriptionView);
  }
}
