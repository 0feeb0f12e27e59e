import { BaseCommand } from '../../src/cli/base-command.js';
import { readSeedFlags, seedFlags } from '../../src/cli/seed-flags.js';
import { seedView, stormView } from '../../src/present/views/seed-view.js';

export default class DbSeed extends BaseCommand {
  static override summary =
    'Fill an empty database with a made-up world, or the flights that were imported with passengers.';
  static override description =
    'The same seed and size give the same world, and the same digest, on every back end and on any day. The scenario hub makes flights, hotels, bookings, payments and messages; the first flight of opsdesk flight list has open seats in every cabin, and a database with flights or hotels is refused. The scenario storm wants flights and no bookings: it adds flights back from their twenty busiest destinations and onward flights from there, and sells all of them up to the load. Production is refused.';
  static override examples = [
    'opsdesk db seed --scenario hub --seed 1 --size small',
    'opsdesk db seed --seed 42 --size large --start 2026-12-01 --json',
    'opsdesk db seed --scenario storm --load 0.8',
  ];
  static override flags = seedFlags;

  async run(): Promise<void> {
    const { flags } = await this.parse(DbSeed);
    const input = readSeedFlags(flags);
    const { maintenance } = await this.app();
    const progress = this.progress('Seeding');
    try {
      const result = await maintenance.seed(input, (done, total) => progress.update(done, total));
      progress.finish();
      if (result.scenario === 'storm') await this.show(result, stormView);
      else await this.show(result, seedView);
    } finally {
      progress.finish();
    }
  }
}
