import { BaseCommand } from '../../src/cli/base-command.js';
import { locatorArg } from '../../src/cli/parse.js';
import { formatHistoryItem, historyView } from '../../src/present/views/history-view.js';

export default class BookingHistory extends BaseCommand {
  static override summary = 'Show who changed what in a booking, oldest first.';
  static override description =
    'Comes from the audit trail: each change with its author, its reason, and each field before and after.';
  static override examples = ['opsdesk booking history K7QX2M', 'opsdesk booking history K7QX2M --json'];
  static override args = { locator: locatorArg({ required: true }) };

  async run(): Promise<void> {
    const { args } = await this.parse(BookingHistory);
    const app = await this.app();
    const items = await app.bookings.history(args.locator);
    const { format, fields } = this.globals;
    if (format !== 'table' || fields) return this.list({ items, nextCursor: null }, historyView);
    const { width } = this.terminal;
    for (const item of items) this.output.line(item, (paint) => formatHistoryItem(item, paint, width));
  }
}
