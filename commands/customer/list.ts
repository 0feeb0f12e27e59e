import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { customerView } from '../../src/present/views/customer-view.js';

export default class CustomerList extends BaseCommand {
  static override summary = 'List customers, newest first.';
  static override description = 'Narrow the list down by a part of the name, or by the e-mail address, in any case.';
  static override examples = [
    'opsdesk customer list --name smith',
    'opsdesk customer list --email ann@example.com -o ids',
  ];
  static override flags = {
    name: Flags.string({ summary: 'Only with this in the name.', helpValue: 'TEXT' }),
    email: Flags.string({ summary: 'Only with this e-mail address.', helpValue: 'ADDRESS' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(CustomerList);
    const app = await this.app();
    await this.list(await app.customers.list({ name: flags.name, email: flags.email, ...this.page() }), customerView);
  }
}
