import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { unversionedFlags, writeChoices } from '../../src/cli/write-flags.js';
import { finishedItemView } from '../../src/present/views/queue-view.js';

export default class QueueDone extends BaseCommand {
  static override summary = 'Say that an item of a queue is dealt with.';
  static override description =
    'It leaves the queue as it stands now, and comes back when its booking, payment, message or flight changes and still needs a person. What is done already stays done.';
  static override examples = [
    'opsdesk queue done holds/K7QX2M',
    'opsdesk queue done payments/pay_01K8ZT4M5V6W7X8Y9Z0A1B2C3D --note "the bank confirmed by phone"',
  ];
  static override args = {
    item: Args.string({ required: true, description: 'The item, as queue list shows it.' }),
  };
  static override flags = {
    note: Flags.string({ summary: 'What was done, for the audit trail.', helpValue: 'TEXT', exclusive: ['reason'] }),
    ...unversionedFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(QueueDone);
    const options = writeChoices({ ...flags, reason: flags.note ?? flags.reason });
    const app = await this.app();
    await this.show(await app.queues.done(args.item, options), finishedItemView);
  }
}
