import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Of a minute or so each: one that is begun last leaves every other core idle. */
const LONG = ['golden/schemas', 'commands/escapes', 'concurrency/processes', 'acceptance/storm', 'tui/lost-database'];

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONG.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
      return at === -1 ? LONG.length : at;
    };
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}

export default defineConfig({
  root: path.resolve(import.meta.dirname, '..'),
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    globalSetup: ['./test/support/global-setup.ts'],
    pool: 'forks',
    // One fewer than the cores unless it is said, which leaves half of a small machine idle.
    maxWorkers: '100%',
    sequence: { sequencer: LongFirst },
    // Starting PostgreSQL, and processes that contend for one seat, take their time on two cores.
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // The people's own profile, clock and certificates must not reach a test.
    env: { NO_COLOR: '1', OPSDESK_PROFILE: '', OPSDESK_NOW: '', OPSDESK_DATABASE_URL: '', OPSDESK_REDIS_URL: '' },
    reporters: ['default', './.config/closing-line.ts'],
  },
});
