import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { locatorArg } from '../../src/cli/parse.js';
import { messagePreviewView } from '../../src/present/views/notification-view.js';

export default class NotificationPreview extends BaseCommand {
  static override summary = 'Show what a message would say for a booking.';
  static override description =
    'Nothing is sent. Where the booking does not say it, an example stands in: a delay of forty minutes, a refund of all that was paid. OPSDESK_TEMPLATES names a folder with texts of your own.';
  static override examples = [
    'opsdesk notification preview confirmation K7QX2M',
    {
      description: 'As it would look in a mail',
      command: 'opsdesk notification preview change K7QX2M --json --fields html',
    },
  ];
  static override args = {
    template: Args.string({ required: true, description: 'Name of the template: confirmation, flight-status.' }),
    locator: locatorArg({ required: true }),
  };
  static override flags = {
    language: Flags.string({
      summary: 'In another language than English, where there is a text in it.',
      helpValue: 'TAG',
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(NotificationPreview);
    const { template, locator: recordLocator } = args;
    const app = await this.app();
    const preview = await app.notifications.preview({ template, recordLocator, language: flags.language });
    await this.show(preview, messagePreviewView);
  }
}
