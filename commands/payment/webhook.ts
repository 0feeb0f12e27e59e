import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { readInput } from '../../src/cli/read-input.js';
import { unversionedFlags, writeChoices } from '../../src/cli/write-flags.js';
import { heardWordView } from '../../src/present/views/payment-view.js';

const { 'dry-run': dryRun, reason } = unversionedFlags;

export default class PaymentWebhook extends BaseCommand {
  static override summary = 'Take a web hook of a gateway: look at what it is about.';
  static override description =
    'For whatever receives them, such as a function behind the web server: the body as it came, to the byte, on stdin or in a file, and the header that it was signed with. Each event counts once, in whatever order they come; what it says of money is not believed but looked up. One that is about nothing known here is parked, tried again with opsdesk payment reconcile, and stands on the queue payments.';
  static override examples = [
    {
      description: 'Behind a web server, the header in a variable of its own',
      command: 'opsdesk payment webhook --from - --signature "$HTTP_STRIPE_SIGNATURE"',
    },
  ];
  static override flags = {
    from: Flags.string({ summary: 'The body, in a file or on stdin (-).', helpValue: 'FILE|-', required: true }),
    signature: Flags.string({ summary: 'The header Stripe-Signature.', helpValue: 'HEADER', required: true }),
    gateway: Flags.string({ summary: 'Who sent it.', helpValue: 'GATEWAY', default: 'stripe' }),
    // The event's own id makes it count once, and nobody is there to be asked.
    'dry-run': dryRun,
    reason,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(PaymentWebhook);
    const app = await this.app();
    const body = await readInput(flags.from);
    const word = { gateway: flags.gateway, body, signature: flags.signature };
    await this.show(await app.payments.hear(word, writeChoices(flags)), heardWordView);
  }
}
