import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { writeChoices, writeFlags } from '../../src/cli/write-flags.js';
import { OpsdeskError } from '../../src/kernel/errors.js';
import { customerView } from '../../src/present/views/customer-view.js';

export default class CustomerUpdate extends BaseCommand {
  static override summary = "Change a customer's name, e-mail address, phone or tier.";
  static override description =
    'Bookings keep the contact that they were made with; change it with: opsdesk booking modify.';
  static override examples = [
    'opsdesk customer update cus_01K8ZT4M5V6W7X8Y9Z0A1B2C3D --email ann.smith@example.com',
    'opsdesk customer update cus_01K8ZT4M5V6W7X8Y9Z0A1B2C3D --name "Ann Jones" --if-version 1 --reason "married"',
    'opsdesk customer update cus_01K8ZT4M5V6W7X8Y9Z0A1B2C3D --tier gold',
  ];
  static override args = { customer: Args.string({ required: true, description: 'Id of the customer.' }) };
  static override flags = {
    name: Flags.string({ summary: 'New name.', helpValue: 'NAME' }),
    email: Flags.string({ summary: 'New e-mail address.', helpValue: 'ADDRESS' }),
    phone: Flags.string({ summary: 'New telephone number.', helpValue: 'NUMBER' }),
    tier: Flags.option({
      summary: 'Who comes first where there is not enough for all.',
      options: ['none', 'silver', 'gold', 'platinum'] as const,
    })(),
    ...writeFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(CustomerUpdate);
    const { name, email, phone, tier } = flags;
    if ([name, email, phone, tier].every((each) => each === undefined)) {
      throw new OpsdeskError('USAGE', 'nothing to change was named', {
        hint: 'Add --name, --email, --phone or --tier.',
      });
    }
    const { ifVersion, ...options } = writeChoices(flags);
    const app = await this.app();
    const customer = await app.customers.update(
      { customerId: args.customer, name, email, phone, tier, ifVersion },
      options,
    );
    await this.show(customer, customerView);
  }
}
