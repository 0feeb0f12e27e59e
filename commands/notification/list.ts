import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { filterFlags } from '../../src/cli/filter-flags.js';
import { notificationView } from '../../src/present/views/notification-view.js';

export default class NotificationList extends BaseCommand {
  static override summary = 'List messages to customers, newest first.';
  static override description = 'A failed one has had its last attempt: opsdesk notification replay makes a new one.';
  static override examples = [
    'opsdesk notification list --status failed --since 2026-12-01',
    'opsdesk notification list --booking K7QX2M --json',
  ];
  static override flags = {
    ...filterFlags,
    status: Flags.option({
      summary: 'Only with this status.',
      helpValue: 'STATUS',
      options: ['pending', 'sending', 'sent', 'failed'] as const,
    })(),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(NotificationList);
    const { booking: recordLocator, status, since } = flags;
    const app = await this.app();
    await this.list(await app.notifications.list({ recordLocator, status, since, ...this.page() }), notificationView);
  }
}
