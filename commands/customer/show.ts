import { Args } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { customerDetailView } from '../../src/present/views/customer-view.js';

export default class CustomerShow extends BaseCommand {
  static override summary = 'Show a customer.';
  static override description = 'Their bookings: opsdesk booking list --customer ID.';
  static override examples = ['opsdesk customer show cus_01K8ZT4M5V6W7X8Y9Z0A1B2C3D'];
  static override args = { customer: Args.string({ required: true, description: 'Id of the customer.' }) };

  async run(): Promise<void> {
    const { args } = await this.parse(CustomerShow);
    const app = await this.app();
    await this.show(await app.customers.show(args.customer), customerDetailView);
  }
}
