import { performance } from 'node:perf_hooks';
import { greedy } from '../src/disruption/solve/greedy.js';
import { solve } from '../src/disruption/solve/solve.js';
import { printFigure, printHeading } from './support/report.js';
import { makeStorm } from './support/storm.js';

const GAP = 0.005;
const DEADLINE_MS = 120_000;
const SEEDS = [1, 2, 3];
const PASSENGERS = [10_000, 50_000];
const MOST_PASSENGERS = 100_000;
/** Of the greedy's cost: what the solver must beat to be worth its while. */
const COST_AT_MOST = 0.99;

/** What the solver's choices cost over those of the greedy on the same storm, how far from the best, and how long. */
export async function benchRebooking(): Promise<void> {
  printHeading(`Rebooking after storms: total cost over that of a greedy by priority, gap at most ${GAP * 100} %`);
  for (const passengers of PASSENGERS) for (const seed of SEEDS) await measure(passengers, seed);
  await measure(MOST_PASSENGERS, 1);
  const peak = Math.round(process.resourceUsage().maxRSS / 1_024);
  console.log(`  ${MOST_PASSENGERS.toLocaleString('en')} passengers and all of the benchmark: ${peak} MB at most`);
}

async function measure(passengers: number, seed: number): Promise<void> {
  const storm = makeStorm(seed, passengers);
  const startedAt = performance.now();
  const ours = await solve(storm, { deadlineMs: DEADLINE_MS, gap: GAP });
  const seconds = (performance.now() - startedAt) / 1_000;
  const theirs = greedy(storm);
  printFigure({
    what: `${passengers.toLocaleString('en')} passengers, seed ${seed}`,
    ...{ ours: inMillions(ours.objective), theirs: inMillions(theirs.objective) },
    ...{ ratio: ours.objective / theirs.objective, bound: { atMost: COST_AT_MOST } },
  });
  const gap = `${(ours.gap * 100).toFixed(2)} %: ${ours.gap <= GAP ? 'holds' : 'MISSED'}`;
  const moved = storm.groups.reduce((sum, { size }, at) => sum + ((ours.choices[at] ?? -1) < 0 ? 0 : size), 0);
  const share = Math.round((100 * moved) / passengers);
  const groups = storm.groups.length.toLocaleString('en');
  console.log(`    ${groups} groups, ${share} % of the people moved, in ${seconds.toFixed(1)} s, gap ${gap}`);
}

function inMillions(minor: number): string {
  return `${(minor / 100 / 1e6).toFixed(1)} million`;
}
