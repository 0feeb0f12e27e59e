import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { migrateView } from '../../src/present/views/database-view.js';

export default class DbMigrate extends BaseCommand {
  static override summary = 'Bring the database up to this opsdesk.';
  static override description =
    'Does nothing when it is up to date. A database that a newer opsdesk has migrated is refused. The mark of --production stands in the database and stays: db reset, db seed, OPSDESK_NOW and the sandbox gateway are refused there from then on.';
  static override examples = [
    'opsdesk db migrate',
    { description: 'The real one, once', command: 'opsdesk db migrate --production --profile production' },
  ];
  static override flags = {
    production: Flags.boolean({ summary: 'Mark the database as production, for good.' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(DbMigrate);
    const { maintenance } = await this.app();
    await this.show(await maintenance.migrate(flags.production), migrateView);
  }
}
