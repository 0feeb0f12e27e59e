import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { dateFlag } from '../../src/cli/parse.js';
import { seedView } from '../../src/present/views/database-view.js';

export default class DbSeed extends BaseCommand {
  static override summary =
    'Fill an empty database with a made-up world: flights, hotels, bookings, payments, messages.';
  static override description =
    'The same seed and size give the same world, and the same digest, on every back end and on any day. The first flight of opsdesk flight list has open seats in every cabin. A database with flights or hotels is refused, and so is production.';
  static override examples = [
    'opsdesk db seed --scenario hub --seed 1 --size small',
    'opsdesk db seed --seed 42 --size large --start 2026-12-01 --json',
  ];
  static override flags = {
    scenario: Flags.option({
      summary: 'Which world: hub is one or two airlines with their hubs.',
      helpValue: 'NAME',
      options: ['hub'] as const,
      default: 'hub' as const,
    })(),
    seed: Flags.integer({ summary: 'What everything random follows from.', helpValue: 'N', min: 0, default: 1 }),
    size: Flags.option({
      summary: 'How many flights: 48, 1,000 or 10,000; and hotels: 6, 60 or 300.',
      helpValue: 'SIZE',
      options: ['small', 'medium', 'large'] as const,
      default: 'small' as const,
    })(),
    start: dateFlag({ summary: 'First day of the schedule; tomorrow unless given.' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(DbSeed);
    const { scenario, seed, size, start } = flags;
    const { maintenance } = await this.app();
    const progress = this.progress('Seeding');
    try {
      const result = await maintenance.seed({ scenario, seed, size, start }, (done, total) =>
        progress.update(done, total),
      );
      progress.finish();
      await this.show(result, seedView);
    } finally {
      progress.finish();
    }
  }
}
