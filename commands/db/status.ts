import { BaseCommand } from '../../src/cli/base-command.js';
import { databaseView } from '../../src/present/views/database-view.js';

export default class DbStatus extends BaseCommand {
  static override summary = 'Show where the database is, how far it is migrated, and whether it is production.';
  static override description =
    'The state is empty or older (opsdesk db migrate), current, or newer than this opsdesk, which must then be upgraded.';
  static override examples = ['opsdesk db status', 'opsdesk db status --profile production --json'];

  async run(): Promise<void> {
    await this.parse(DbStatus);
    const { maintenance } = await this.app();
    await this.show(await maintenance.status(), databaseView);
  }
}
