import { Args } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { durationFlag } from '../../src/cli/duration-flag.js';
import { unversionedFlags, writeChoices } from '../../src/cli/write-flags.js';
import { queueItemView } from '../../src/present/views/queue-view.js';

const LEASE_MS = 10 * 60_000;

export default class QueueClaim extends BaseCommand {
  static override summary = 'Take something that needs a person, so that nobody else works on it.';
  static override description =
    'With a queue it takes the most urgent item that nobody has; exits 3 when there is none. It is yours until the lease runs out; claiming it again prolongs the lease. Exits 5 when somebody else works on it.';
  static override examples = ['opsdesk queue claim holds', 'opsdesk queue claim holds/K7QX2M --lease 1h'];
  static override args = {
    target: Args.string({ required: true, description: 'A queue, or an item such as holds/K7QX2M.' }),
  };
  static override flags = {
    lease: durationFlag({ summary: 'For how long, up to 24 hours; ten minutes unless given.' }),
    ...unversionedFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(QueueClaim);
    const app = await this.app();
    const item = await app.queues.claim(args.target, flags.lease ?? LEASE_MS, writeChoices(flags));
    await this.show(item, queueItemView);
  }
}
