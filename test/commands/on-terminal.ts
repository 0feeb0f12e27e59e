import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { execa } from 'execa';

const LAUNCHER = path.resolve(import.meta.dirname, '../../bin/run.js');

/** util-linux and stty; where they are missing, the tests that need a terminal are listed as skipped. */
export const hasTerminal =
  spawnSync('script', ['-qec', 'stty -echo', '/dev/null'], { stdio: ['ignore', 'pipe', 'pipe'] }).status === 0;

interface TerminalOptions {
  readonly env: Readonly<Record<string, string>>;
  /** Typed when the first question was asked. */
  readonly answer?: string;
  /** What others do between the question and the answer. */
  readonly meanwhile?: () => Promise<unknown>;
}

/**
 * Runs the program on a pseudo-terminal, which is its stdin, stdout and stderr.
 * @returns what the terminal was sent; its driver's own returns before line feeds are taken off
 */
export async function onTerminal(
  args: readonly string[],
  { env, answer, meanwhile }: TerminalOptions,
): Promise<{ exitCode: number | undefined; output: string }> {
  const words = [process.execPath, LAUNCHER, ...args].map(quote);
  const running = execa('script', ['-qec', `stty -echo; exec ${words.join(' ')}`, '/dev/null'], {
    env: { TERM: 'xterm-256color', PATH: process.env.PATH ?? '', ...env },
    extendEnv: false,
    reject: false,
    stdin: answer === undefined ? 'ignore' : 'pipe',
    stripFinalNewline: false,
    timeout: 20_000,
  });
  let isAnswered = answer === undefined;
  running.stdout.on('data', (chunk: Buffer) => {
    if (isAnswered || !chunk.includes('?')) return;
    isAnswered = true;
    void Promise.resolve(meanwhile?.()).then(() => running.stdin?.write(answer));
  });
  const { exitCode, stdout } = await running;
  return { exitCode, output: stdout.replaceAll('\r\n', '\n') };
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
