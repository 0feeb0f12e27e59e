import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { type IPty, spawn } from 'node-pty';

const BIN = path.resolve('bin/run.js');

/** What Ink writes behind each frame: the terminal shows it from then on. */
const END_OF_FRAME = '\u001b[?2026l';

/** A program in a pseudo-terminal, of which only the bytes and their times are looked at. */
export class TimedTerminal {
  private readonly child: IPty;
  private readonly startedAt = performance.now();
  private output = '';
  private waiting: { readonly text: string; readonly from: number; readonly seen: (atMs: number) => void } | undefined;

  constructor(env: Readonly<Record<string, string | undefined>>, args: readonly string[]) {
    this.child = spawn(process.execPath, [BIN, ...args], { name: 'xterm-256color', cols: 80, rows: 24, env });
    this.child.onData((data) => {
      this.output += data;
      this.look();
    });
  }

  /** Bytes so far. */
  get bytes(): number {
    return Buffer.byteLength(this.output);
  }

  get text(): string {
    return this.output;
  }

  /** Milliseconds from the start until a frame with this text stood on the screen. */
  async firstFrame(text: string): Promise<number> {
    return (await this.frame(text, 0)) - this.startedAt;
  }

  /** Milliseconds from a key until the frame with this text that it led to. */
  async press(key: string, text: string): Promise<number> {
    const from = this.output.length;
    const pressedAt = performance.now();
    this.child.write(key);
    return (await this.frame(text, from)) - pressedAt;
  }

  write(text: string): void {
    this.child.write(text);
  }

  async end(): Promise<void> {
    const ended = new Promise<void>((resolve) => this.child.onExit(() => resolve()));
    this.child.write('\u0003');
    await ended;
  }

  private frame(text: string, from: number): Promise<number> {
    return new Promise((seen) => {
      this.waiting = { text, from, seen };
      this.look();
    });
  }

  private look(): void {
    if (!this.waiting) return;
    const { text, from, seen } = this.waiting;
    const at = this.output.indexOf(text, from);
    if (at < 0 || this.output.indexOf(END_OF_FRAME, at) < 0) return;
    this.waiting = undefined;
    seen(performance.now());
  }
}
