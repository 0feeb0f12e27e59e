import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import type { TrialDatabase } from '../support/backends.js';
import { type CliResult, cli } from '../support/cli.js';
import type { Gate } from './gate.js';

/** The product, or a seller that has no locks: the control. */
export type Racer = 'opsdesk' | 'unlocked';

const UNLOCKED = path.join(import.meta.dirname, 'unlocked-seller.mjs');

/** Starting a process costs a twelfth of a second of one core, and there may be two. */
const START_MS = 80;

/** Runs the same command line in many processes at once. @returns how often each exit code and error code was met */
export async function raceProcesses(
  trial: TrialDatabase,
  count: number,
  args: readonly string[],
  racer: Racer,
  gate: Gate,
) {
  const startedAt = performance.now();
  const run = racer === 'opsdesk' ? () => cli(trial, args) : () => sellUnlocked(trial, args);
  const running = Array.from({ length: count }, run);
  await sleep(count * START_MS);
  await gate.open(count);
  const ended = await Promise.all(running);
  const counts: Record<string, number> = {};
  for (const result of ended) {
    const name = nameOf(result);
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return { counts, ms: Math.round(performance.now() - startedAt) };
}

function nameOf({ exitCode, signal, stdout, stderr, json }: CliResult): string {
  if (exitCode === 0) return '0';
  try {
    return `${exitCode} ${(json() as { error: { code: string } }).error.code}`;
  } catch {
    return `${exitCode ?? signal} ${stdout} ${stderr}`.trim();
  }
}

async function sellUnlocked(trial: TrialDatabase, args: readonly string[]): Promise<CliResult> {
  const { exitCode, signal, stdout, stderr } = await execa(process.execPath, [UNLOCKED, trial.url, ...args], {
    reject: false,
  });
  return { exitCode, signal, stdout, stderr, json: () => JSON.parse(stdout) };
}
