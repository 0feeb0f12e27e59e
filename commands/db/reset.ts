import { BaseCommand } from '../../src/cli/base-command.js';
import { severeFlags } from '../../src/cli/write-flags.js';
import { databaseView, migrateView } from '../../src/present/views/database-view.js';

const { confirm, yes, 'dry-run': dryRun } = severeFlags;

export default class DbReset extends BaseCommand {
  static override summary = 'Throw away everything in the database, and migrate it anew.';
  static override description =
    "It cannot be taken back: the name of the database must be typed, or given by --confirm. That is the database's own name on PostgreSQL, the file's name on SQLite: the last part of what opsdesk db status shows. A production database is refused.";
  static override examples = [
    'opsdesk db reset',
    'opsdesk db reset --confirm opsdesk.db',
    { description: 'Which database it would be', command: 'opsdesk db reset --dry-run' },
  ];
  static override flags = {
    confirm,
    yes,
    'dry-run': { ...dryRun, summary: 'Show the database, and leave it as it is.' },
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(DbReset);
    const { maintenance } = await this.app();
    const status = await maintenance.status();
    if (flags['dry-run']) return this.show(status, databaseView);
    await this.confirmSevere(flags, nameOf(status.place), `Throw away everything in ${status.place}?`);
    await this.show(await maintenance.reset(), migrateView);
  }
}

/** The last part of a path, or of host, port and database. */
function nameOf(place: string): string {
  return place.split(/[\\/]/).at(-1) || place;
}
