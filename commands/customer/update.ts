import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { writeChoices, writeFlags } from '../../src/cli/write-flags.js';
import { OpsdeskError } from '../../src/kernel/errors.js';
import { customerDetailView } from '../../src/present/views/customer-view.js';

export default class CustomerUpdate extends BaseCommand {
  static override summary = "Change a customer's name, contact or tier, or what they want to hear.";
  static override description =
    'Bookings keep the contact that they were made with; change it with: opsdesk booking modify. By e-mail a customer hears everything, by SMS nothing, and at a web hook everything once there is one, until --notify says otherwise; all stands for every kind that nothing else was said of. In their quiet hours SMS wait until the end of them, but for what cannot wait: a flight that leaves within twelve hours and is cancelled or changed.';
  static override examples = [
    'opsdesk customer update cus_01K8ZT4M5V6W7X8Y9Z0A1B2C3D --email ann.smith@example.com',
    'opsdesk customer update cus_01K8ZT4M5V6W7X8Y9Z0A1B2C3D --name "Ann Jones" --if-version 1 --reason "married"',
    'opsdesk customer update cus_01K8ZT4M5V6W7X8Y9Z0A1B2C3D --tier gold',
    {
      description: 'Delays by SMS, and no mail when money went back',
      command:
        'opsdesk customer update cus_01K8ZT4M5V6W7X8Y9Z0A1B2C3D --notify flight-status:sms=on --notify refund:email=off',
    },
    'opsdesk customer update cus_01K8ZT4M5V6W7X8Y9Z0A1B2C3D --quiet-hours 22:00-07:00 --time-zone Europe/Berlin',
    'opsdesk customer update cus_01K8ZT4M5V6W7X8Y9Z0A1B2C3D --webhook https://partner.example/hooks/opsdesk',
  ];
  static override args = { customer: Args.string({ required: true, description: 'Id of the customer.' }) };
  static override flags = {
    name: Flags.string({ summary: 'New name.', helpValue: 'NAME' }),
    email: Flags.string({ summary: 'New e-mail address.', helpValue: 'ADDRESS' }),
    phone: Flags.string({ summary: 'New telephone number.', helpValue: 'NUMBER' }),
    language: Flags.string({ summary: 'Language that they are written to in: en, de-AT.', helpValue: 'TAG' }),
    tier: Flags.option({
      summary: 'Who comes first where there is not enough for all.',
      options: ['none', 'silver', 'gold', 'platinum'] as const,
    })(),
    notify: Flags.string({
      summary: 'What they want to hear by which channel (email, sms, webhook); repeat for more.',
      helpValue: 'KIND:CHANNEL=on|off',
      multiple: true,
    }),
    webhook: Flags.string({
      summary: 'Where a program of theirs is told what happens; none for nowhere any more.',
      helpValue: 'URL',
    }),
    'quiet-hours': Flags.string({
      summary: 'When nothing that can wait is sent to their telephone, by their own clock; none for always welcome.',
      helpValue: 'HH:MM-HH:MM',
    }),
    'time-zone': Flags.string({ summary: 'Time zone of that clock, such as Europe/Berlin.', helpValue: 'NAME' }),
    ...writeFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(CustomerUpdate);
    const { name, email, phone, language, tier, notify, webhook, 'quiet-hours': quiet, 'time-zone': timeZone } = flags;
    const named = [name, email, phone, language, tier, webhook, notify, quiet, timeZone];
    if (named.every((each) => each === undefined)) {
      throw new OpsdeskError('USAGE', 'nothing to change was named', {
        hint: 'Add --name, --email, --phone, --language, --tier, --notify, --webhook or --quiet-hours.',
      });
    }
    const { ifVersion, ...options } = writeChoices(flags);
    const webhookUrl = webhook === 'none' ? null : webhook;
    const quietHours = quiet === 'none' ? null : quiet;
    const app = await this.app();
    const customer = await app.customers.update(
      {
        ...{ customerId: args.customer, name, email, phone, language, tier, webhookUrl, notify },
        ...{ quietHours, timeZone, ifVersion },
      },
      options,
    );
    await this.show(customer, customerDetailView);
  }
}
