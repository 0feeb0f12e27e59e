import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { filterFlags, requireStretch } from '../../src/cli/filter-flags.js';
import { sinceFlag } from '../../src/cli/parse.js';
import { rateFlag } from '../../src/cli/rate-flag.js';
import { unversionedFlags, writeChoices } from '../../src/cli/write-flags.js';
import type { ChannelName } from '../../src/customer/preferences.js';
import { replayedView, replayView } from '../../src/present/views/notification-view.js';

export default class NotificationReplay extends BaseCommand {
  static override summary = 'Send messages again: those that are named, or all that failed.';
  static override description =
    'Each is a new, audited attempt of the same message, made now. Flags choose messages beside those that are named, and all of them must hold; they choose those that failed unless --status says otherwise. One that was sent already is refused, and an SMS in quiet hours waits for the end of them, unless --force and a --reason are given. Ctrl-C ends it when what is on its way is done, with exit 130; the same command goes on with what is left, and with an --idempotency-key sends nothing twice. Exits 68 when some failed.';
  static override examples = [
    'opsdesk notification replay --status failed',
    'opsdesk notification replay ntf_01K8ZT4M5V6W7X8Y9Z0A1B2C3D --force --reason "the customer lost it"',
    { description: 'Which would be sent', command: 'opsdesk notification replay --status failed --dry-run' },
    {
      description: 'After an outage of the mail server, without a rush',
      command: 'opsdesk notification replay --channel email --error "does not answer" --since 2026-12-01 --rate 10/s',
    },
  ];
  static override args = {
    notification: Args.string({ description: 'Ids of the notifications.', multiple: true }),
  };
  static override flags = {
    ...filterFlags,
    status: Flags.option({
      summary: 'Only with this status.',
      helpValue: 'STATUS',
      options: ['failed', 'pending', 'sent'] as const,
    })(),
    until: sinceFlag({ summary: 'Only before this day (UTC) or instant.' }),
    channel: Flags.option({
      summary: 'Only by this channel.',
      helpValue: 'NAME',
      options: ['email', 'sms', 'webhook'] as const satisfies readonly ChannelName[],
    })(),
    template: Flags.string({ summary: 'Only of this template, such as confirmation.', helpValue: 'NAME' }),
    error: Flags.string({ summary: 'Only with this text in the last error.', helpValue: 'TEXT' }),
    event: Flags.string({ summary: 'Only because of this event, evt_… or fev_….', helpValue: 'ID' }),
    rate: rateFlag({ summary: 'At most so many a second.' }),
    force: Flags.boolean({
      summary: 'Send once more what was sent already, and now what waits for the end of quiet hours; needs --reason.',
    }),
    ...unversionedFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(NotificationReplay);
    const { booking: recordLocator, error: errorText, event: eventId, force: isForced, rate: ratePerSecond } = flags;
    const { status, channel, template, since, until } = flags;
    requireStretch(flags);
    const signal = this.interruptSignal();
    const app = await this.app();
    const choice = { status, channel, template, recordLocator, errorText, eventId, since, until };
    const input = { notificationIds: args.notification, ...choice, isForced };
    const result = await app.notifications.replay(input, writeChoices(flags), { ratePerSecond, signal });
    await this.sumUp(result, replayView, result.items, replayedView);
    if (result.left > 0) this.conclude('INTERRUPTED');
    else if (result.failed > 0) this.conclude('SOME_FAILED');
  }
}
