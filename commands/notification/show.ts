import { Args } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { notificationDetailView } from '../../src/present/views/notification-view.js';

export default class NotificationShow extends BaseCommand {
  static override summary = 'Show a message to a customer: its text and every attempt to send it.';
  static override description = 'Of a customer who was erased neither address nor text can be read any more.';
  static override examples = ['opsdesk notification show ntf_01K8ZT4M5V6W7X8Y9Z0A1B2C3D'];
  static override args = { notification: Args.string({ required: true, description: 'Id of the notification.' }) };

  async run(): Promise<void> {
    const { args } = await this.parse(NotificationShow);
    const app = await this.app();
    await this.show(await app.notifications.show(args.notification), notificationDetailView);
  }
}
