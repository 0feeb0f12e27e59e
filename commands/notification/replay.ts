import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { unversionedFlags, writeChoices } from '../../src/cli/write-flags.js';
import { replayedView, replayView } from '../../src/present/views/notification-view.js';

export default class NotificationReplay extends BaseCommand {
  static override summary = 'Send messages again: those that are named, or all that failed.';
  static override description =
    'Each is a new, audited attempt of the same message, made now. One that was sent already is refused, unless --force and a --reason are given. Exits 68 when some failed.';
  static override examples = [
    'opsdesk notification replay --status failed',
    'opsdesk notification replay ntf_01K8ZT4M5V6W7X8Y9Z0A1B2C3D --force --reason "the customer lost it"',
    { description: 'Which would be sent', command: 'opsdesk notification replay --status failed --dry-run' },
  ];
  static override args = {
    notification: Args.string({ description: 'Ids of the notifications.', multiple: true }),
  };
  static override flags = {
    status: Flags.option({
      summary: 'All with this status, beside those that are named.',
      helpValue: 'STATUS',
      options: ['failed', 'pending'] as const,
    })(),
    force: Flags.boolean({ summary: 'Send once more what was sent already; needs --reason.' }),
    ...unversionedFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(NotificationReplay);
    const { status, force: isForced } = flags;
    const app = await this.app();
    const input = { notificationIds: args.notification, status, isForced };
    const result = await app.notifications.replay(input, writeChoices(flags));
    await this.sumUp(result, replayView, result.items, replayedView);
    if (result.failed > 0) this.conclude('SOME_FAILED');
  }
}
