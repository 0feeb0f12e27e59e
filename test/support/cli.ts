import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { NOW } from './desk.js';

export const LAUNCHER = path.resolve(import.meta.dirname, '../../bin/run.js');

/** One home for all processes of a test file, which is empty but for the code that V8 keeps there. */
let home: string | undefined;

function emptyHome(): string {
  if (!home) {
    const made = fs.mkdtempSync(path.join(os.tmpdir(), 'opsdesk-home-'));
    process.once('exit', () => fs.rmSync(made, { recursive: true, force: true }));
    home = made;
  }
  return home;
}

export interface CliOptions {
  /** Business time; the tests' own unless given, the real one for undefined. */
  readonly now?: string | undefined;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

export interface CliResult {
  /** Undefined where a signal ended it. */
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** What stands on stdout. @throws SyntaxError unless it is one JSON document */
  readonly json: () => unknown;
}

/** The whole environment of a process: nothing of the person's own gets through. */
export function environmentOf(databaseUrl: string | undefined, { now, env }: CliOptions): Record<string, string> {
  const folder = emptyHome();
  return {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    XDG_CONFIG_HOME: path.join(folder, 'config'),
    XDG_DATA_HOME: path.join(folder, 'data'),
    XDG_STATE_HOME: path.join(folder, 'state'),
    XDG_CACHE_HOME: path.join(folder, 'cache'),
    NO_COLOR: '1',
    OPSDESK_OPERATOR: 'tester',
    ...(databaseUrl === undefined ? {} : { OPSDESK_DATABASE_URL: databaseUrl }),
    ...(now === undefined ? {} : { OPSDESK_NOW: now }),
    ...env,
  };
}

/** Starts the built program, as `cli` runs it, for tests that watch or kill it. */
export function startCli(
  database: { readonly url: string } | undefined,
  args: readonly string[],
  options: CliOptions = {},
) {
  const now = 'now' in options ? options.now : new Date(NOW).toISOString();
  return execa(process.execPath, [LAUNCHER, ...args], {
    env: environmentOf(database?.url, { ...options, now }),
    extendEnv: false,
    reject: false,
    input: options.input ?? '',
    stripFinalNewline: false,
    cleanup: true,
  });
}

/** How a process of `startCli` ended. */
async function endOf(running: ReturnType<typeof startCli>): Promise<CliResult> {
  const { exitCode, signal, stdout, stderr } = await running;
  const text = String(stdout ?? '');
  return { exitCode, signal, stdout: text, stderr: String(stderr ?? ''), json: () => JSON.parse(text) };
}

/** Runs the built program against a database (or its own default), with no terminal anywhere. */
export function cli(
  database: { readonly url: string } | undefined,
  args: readonly string[],
  options: CliOptions = {},
): Promise<CliResult> {
  return endOf(startCli(database, args, options));
}
