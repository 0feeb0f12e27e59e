import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { parseHeaders } from '../../src/cli/http-headers.js';
import { readInput } from '../../src/cli/read-input.js';
import { unversionedFlags, writeChoices } from '../../src/cli/write-flags.js';
import { heardWordView } from '../../src/present/views/payment-view.js';

const { 'dry-run': dryRun, reason } = unversionedFlags;

export default class PaymentWebhook extends BaseCommand {
  static override summary = 'Take a web hook of a gateway: look at what it is about.';
  static override description =
    'For whatever receives them, such as a function behind the web server: the body as it came, to the byte, on stdin or in a file, and the headers that it was signed with: one of Stripe, five of PayPal, which is asked whether it sent them. Each event counts once, in whatever order they come; what it says of money is not believed but looked up. One that is about nothing known here is parked, tried again with opsdesk payment reconcile, and stands on the queue payments.';
  static override examples = [
    {
      description: 'Behind a web server, the header in a variable of its own',
      command: 'opsdesk payment webhook --from - --signature "$HTTP_STRIPE_SIGNATURE"',
    },
    {
      description: 'Of PayPal',
      command:
        'opsdesk payment webhook --gateway paypal --from - --header "PayPal-Auth-Algo: $HTTP_PAYPAL_AUTH_ALGO" --header "PayPal-Cert-Url: $HTTP_PAYPAL_CERT_URL" --header "PayPal-Transmission-Id: $HTTP_PAYPAL_TRANSMISSION_ID" --header "PayPal-Transmission-Sig: $HTTP_PAYPAL_TRANSMISSION_SIG" --header "PayPal-Transmission-Time: $HTTP_PAYPAL_TRANSMISSION_TIME"',
    },
  ];
  static override flags = {
    from: Flags.string({ summary: 'The body, in a file or on stdin (-).', helpValue: 'FILE|-', required: true }),
    header: Flags.string({
      summary: 'A header that it was signed with; repeat for more.',
      helpValue: "'NAME: VALUE'",
      multiple: true,
    }),
    signature: Flags.string({
      summary: 'The value of the header, of a gateway that signs with just one: Stripe-Signature.',
      helpValue: 'VALUE',
      exclusive: ['header'],
    }),
    gateway: Flags.string({ summary: 'Who sent it.', helpValue: 'GATEWAY', default: 'stripe' }),
    // The event's own id makes it count once, and nobody is there to be asked.
    'dry-run': dryRun,
    reason,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(PaymentWebhook);
    const app = await this.app();
    const body = await readInput(flags.from);
    const { gateway, header = [], signature } = flags;
    const word = { gateway, body, headers: parseHeaders(header), signature };
    await this.show(await app.payments.hear(word, writeChoices(flags)), heardWordView);
  }
}
