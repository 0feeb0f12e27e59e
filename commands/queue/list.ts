import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { durationFlag } from '../../src/cli/duration-flag.js';
import { queueItemView } from '../../src/present/views/queue-view.js';

export default class QueueList extends BaseCommand {
  static override summary = 'List what needs a person, the most urgent first.';
  static override description =
    'Queues: volunteers (flights within 24 hours with more passengers than seats), disrupted (segments that do not operate, with nothing in their place yet, and passengers of diverted flights), holds (about to run out, or past a time limit that only a person ends), schedule-changes (offered, and not answered), payments (unknown, or in review), notifications (not delivered), waitlist. They are read from the bookings themselves: nothing is lost from them. WHEN is what they are ordered by: the departure or the time limit where there is one, else since when it waits.';
  static override examples = [
    'opsdesk queue list',
    'opsdesk queue list holds --within 2h',
    { description: 'What I work on', command: 'opsdesk queue list --mine' },
  ];
  static override args = { queue: Args.string({ description: 'The queue; all of them unless given.' }) };
  static override flags = {
    mine: Flags.boolean({ summary: 'Only what I have claimed.' }),
    within: durationFlag({ summary: 'Holds that run out so soon.', default: async () => 30 * 60_000 }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(QueueList);
    const app = await this.app();
    const { mine: isMine, within: soonMs } = flags;
    await this.list(await app.queues.list(args.queue, { isMine, soonMs, ...this.page() }), queueItemView);
  }
}
