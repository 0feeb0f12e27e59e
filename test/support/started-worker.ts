import { setTimeout as sleep } from 'node:timers/promises';
import { type CliOptions, startCli } from './cli.js';

/** One line of a worker's log. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly event: string; readonly level: string };

/** A worker in a process of its own, whose log is read as it comes. */
export class StartedWorker {
  readonly process: ReturnType<typeof startCli>;
  private text = '';

  constructor(database: { readonly url: string }, args: readonly string[] = [], options: CliOptions = {}) {
    this.process = startCli(database, ['worker', 'run', ...args], options);
    this.process.stderr?.on('data', (chunk: Buffer) => {
      this.text += String(chunk);
    });
  }

  /** Everything on stderr so far. */
  get stderr(): string {
    return this.text;
  }

  /** What it has logged so far. @throws SyntaxError where a line is no JSON */
  log(): LogLine[] {
    const lines = this.text.split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as LogLine);
  }

  logged(event: string): LogLine[] {
    return this.log().filter((line) => line.event === event);
  }

  /** Waits until it has logged an event. */
  async until(event: string, count = 1): Promise<LogLine> {
    await comes(`"${event}" in the log of a worker`, () => this.logged(event).length >= count);
    return this.logged(event)[count - 1] as LogLine;
  }

  /** By SIGTERM. @returns its exit status and how long its end took */
  async stop(): Promise<{ readonly exitCode: number | undefined; readonly ms: number }> {
    const startedAt = performance.now();
    this.process.kill('SIGTERM');
    const { exitCode } = await this.process;
    return { exitCode, ms: Math.round(performance.now() - startedAt) };
  }
}

/** Waits until it is so. @returns the milliseconds that it took @throws when it never is */
export async function comes(what: string, isSo: () => boolean | Promise<boolean>, withinMs = 20_000): Promise<number> {
  const startedAt = performance.now();
  while (!(await isSo())) {
    if (performance.now() - startedAt > withinMs) throw new Error(`never came: ${what}`);
    await sleep(20);
  }
  return Math.round(performance.now() - startedAt);
}
