import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { unversionedFlags, writeChoices } from '../../src/cli/write-flags.js';
import { customerView } from '../../src/present/views/customer-view.js';

export default class CustomerCreate extends BaseCommand {
  static override summary = 'Add a customer.';
  static override description =
    'Bookings made with the same e-mail address, or with --customer ID, belong to this customer.';
  static override examples = [
    'opsdesk customer create --name "Ann Smith" --email ann@example.com',
    'opsdesk customer create --name "Ann Smith" --email ann@example.com --phone "+44 20 7123 4567" --json',
  ];
  static override flags = {
    name: Flags.string({ summary: 'Name of the customer.', helpValue: 'NAME', required: true }),
    email: Flags.string({ summary: 'E-mail address.', helpValue: 'ADDRESS', required: true }),
    phone: Flags.string({ summary: 'Telephone number.', helpValue: 'NUMBER' }),
    language: Flags.string({ summary: 'Language that they are written to in: en, de-AT.', helpValue: 'TAG' }),
    ...unversionedFlags,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(CustomerCreate);
    const { name, email, phone, language } = flags;
    const options = writeChoices(flags);
    const app = await this.app();
    await this.show(await app.customers.create({ name, email, phone, language }, options), customerView);
  }
}
