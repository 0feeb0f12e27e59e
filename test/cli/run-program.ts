import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '../..');
export const LAUNCHER = path.join(ROOT, 'bin/run.js');

/** An empty home, so that nobody's profiles, databases and compiled code are touched. */
export function makeHome(): string {
  return fs.mkdtempSync(path.join(os.tmpdir(), 'opsdesk-home-'));
}

export interface RunOptions {
  readonly home: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** Runs the built program as a script would: no terminal anywhere. */
export function runProgram(argv: readonly string[], { home, env, input }: RunOptions): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [LAUNCHER, ...argv], {
    encoding: 'utf8',
    input: input ?? '',
    timeout: 20_000,
    env: { PATH: process.env.PATH, HOME: home, ...env },
  });
}
