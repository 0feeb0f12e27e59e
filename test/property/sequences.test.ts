import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RenewedDatabase } from '../support/property-databases.js';
import { endings } from './endings.js';
import { openWorlds, runSequence, sequences } from './sequences.js';

const isLong = Boolean(process.env.OPSDESK_TORTURE);
const SEQUENCES = isLong ? 500 : 25;
/** The normal run takes the same sequences each time; the long one others, and prints its seed when it fails. */
const SEED = Number(process.env.OPSDESK_PROPERTY_SEED || (isLong ? Date.now() % 0x7fffffff : 20_261_101));
const [PATH = '', REPLAY] = (process.env.OPSDESK_PROPERTY_PATH ?? '').split('#');

let databases: RenewedDatabase[];

beforeAll(async () => {
  databases = await openWorlds();
});

afterAll(async () => {
  await Promise.all(databases.map((each) => each.drop()));
});

it(`the same commands do the same on every back end, and what a simple model says`, {
  timeout: isLong ? 7_200_000 : 180_000,
}, async () => {
  const startedAt = performance.now();
  let commands = 0;
  const property = fc.asyncProperty(sequences(REPLAY), async (sequence) => {
    await runSequence(databases, sequence);
    commands += [...sequence].length;
  });
  const details = await fc.check(property, {
    numRuns: SEQUENCES,
    seed: SEED,
    ...(PATH === '' ? {} : { path: PATH, endOnFailure: true }),
  });
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  console.log(`${details.numRuns} sequences, ${commands} commands on ${databases.length} back ends in ${seconds} s`);
  if (isLong) console.log(Object.fromEntries([...endings].sort()));
  if (details.failed) throw new Error(reportOf(details), { cause: details.errorInstance });
  expect(details.numRuns).toBeGreaterThan(0);
});

type Failure = Pick<fc.RunDetails<unknown>, 'counterexamplePath' | 'seed' | 'errorInstance'> & {
  readonly counterexample: readonly unknown[] | null;
};

/** What failed, in as few commands as it takes, and how to see it again. */
function reportOf({ counterexample, counterexamplePath, seed, errorInstance }: Failure) {
  const text = String(counterexample?.[0]);
  const replayPath = /replayPath="([^"]*)"/.exec(text)?.[1] ?? '';
  return [
    String((errorInstance as Error | undefined)?.message),
    `after: ${text.replaceAll('},', '},\n  ')}`,
    `replay: OPSDESK_PROPERTY_SEED=${seed} OPSDESK_PROPERTY_PATH='${counterexamplePath}#${replayPath}' npm run test:property`,
  ].join('\n');
}
