import { setTimeout as sleep } from 'node:timers/promises';
import xterm from '@xterm/headless';
import { type IPty, spawn } from 'node-pty';
import { environmentOf, LAUNCHER } from './cli.js';
import { NOW } from './desk.js';

/** Keys by their names, as an xterm sends them. */
const KEYS = {
  enter: '\r',
  escape: '\u001b',
  tab: '\t',
  'shift-tab': '\u001b[Z',
  up: '\u001b[A',
  down: '\u001b[B',
  right: '\u001b[C',
  left: '\u001b[D',
  home: '\u001b[H',
  end: '\u001b[F',
  pageup: '\u001b[5~',
  pagedown: '\u001b[6~',
  backspace: '\u007f',
  space: ' ',
  'ctrl-c': '\u0003',
  'ctrl-s': '\u0013',
  'ctrl-u': '\u0015',
} as const;
export type KeyName = keyof typeof KEYS;

export interface ConsoleOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly lines?: number;
  /** Business time; the tests' own unless given, the real one for undefined. */
  readonly now?: string | undefined;
  /** Without NO_COLOR, which every test has otherwise. */
  readonly isColoured?: boolean;
}

export interface ScreenCell {
  readonly text: string;
  /** Of the terminal's palette; undefined for its usual colour. */
  readonly foreground: number | undefined;
  readonly background: number | undefined;
  readonly isBold: boolean;
  readonly isDim: boolean;
  readonly isInverse: boolean;
}

const PATIENCE_MS = 10_000;
const GLANCE_MS = 5;
const DRAIN_MS = 40;
/** Two keys closer than an escape sequence and what follows it would be read as one. */
const AFTER_ESCAPE_MS = 80;

/** The real console in a pseudo-terminal, pressed by keys alone and read by the cells of its screen. */
export class ConsoleDriver {
  private readonly terminal: xterm.Terminal;
  private readonly child: IPty;
  private written: Promise<void> = Promise.resolve();
  /** Everything that the terminal was sent, byte for byte. */
  output = '';
  exit: { readonly exitCode: number; readonly signal?: number | undefined } | undefined;

  constructor(database: { readonly url: string }, options: ConsoleOptions = {}) {
    const { args = [], env = {}, columns: cols = 80, lines: rows = 24 } = options;
    this.terminal = new xterm.Terminal({ cols, rows, allowProposedApi: true });
    const now = 'now' in options ? options.now : new Date(NOW).toISOString();
    const environment = environmentOf(database.url, { now, env: { TERM: 'xterm-256color', ...env } });
    const { NO_COLOR, ...coloured } = environment;
    this.child = spawn(process.execPath, [LAUNCHER, 'console', ...args], {
      ...{ name: 'xterm-256color', cols, rows, env: options.isColoured ? coloured : environment },
      // Files that are named by what was typed end up there.
      cwd: environment.HOME ?? '',
    });
    this.child.onData((data) => {
      this.output += data;
      this.written = new Promise((resolve) => this.terminal.write(data, resolve));
    });
    this.child.onExit((exit) => {
      this.exit = exit;
    });
  }

  get pid(): number {
    return this.child.pid;
  }

  /** Presses keys one after the other, as a person does; text in between is typed. */
  async press(...keys: readonly (KeyName | { readonly type: string })[]): Promise<void> {
    for (const key of keys) {
      this.child.write(typeof key === 'string' ? KEYS[key] : key.type);
      await sleep(key === 'escape' ? AFTER_ESCAPE_MS : GLANCE_MS);
    }
  }

  /** Types a text, letter by letter. */
  async type(text: string): Promise<void> {
    for (const letter of text) {
      this.child.write(letter);
      await sleep(1);
    }
  }

  /** The lines of the screen, without the spaces at their ends. */
  async screen(): Promise<string[]> {
    await this.written;
    const { active } = this.terminal.buffer;
    return Array.from({ length: this.terminal.rows }, (_, line) => {
      return active.getLine(active.viewportY + line)?.translateToString(true) ?? '';
    });
  }

  /** Every cell of the screen, line by line. */
  async cells(): Promise<ScreenCell[][]> {
    await this.written;
    const { active } = this.terminal.buffer;
    return Array.from({ length: this.terminal.rows }, (_, line) => {
      const row = active.getLine(active.viewportY + line);
      return Array.from({ length: this.terminal.cols }, (_, column) => cellOf(row?.getCell(column)));
    });
  }

  /** Waits until the screen shows a text. @throws with the screen as it is, when it never does */
  async sees(text: string | RegExp, patienceMs = PATIENCE_MS): Promise<string[]> {
    return this.until((lines) => matches(lines, text), `the screen never showed ${String(text)}`, patienceMs);
  }

  /** Waits until a text has gone from the screen. */
  async misses(text: string | RegExp, patienceMs = PATIENCE_MS): Promise<string[]> {
    return this.until((lines) => !matches(lines, text), `the screen never lost ${String(text)}`, patienceMs);
  }

  /** Waits for the end of the program. */
  async ended(): Promise<{ readonly exitCode: number; readonly signal?: number | undefined }> {
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(GLANCE_MS)) {
      if (!this.exit) continue;
      await this.drained();
      return this.exit;
    }
    throw new Error('the console never ended');
  }

  /** Its last words may come behind its end, and the terminal reads them in its own time. */
  private async drained(): Promise<void> {
    for (let read = -1; read !== this.output.length; await sleep(DRAIN_MS)) read = this.output.length;
    await this.written;
  }

  resize(columns: number, lines: number): void {
    this.terminal.resize(columns, lines);
    this.child.resize(columns, lines);
  }

  signal(name: string): void {
    this.child.kill(name);
  }

  /** Whether the terminal shows its usual screen again, rather than the one of a program. */
  get isRestored(): boolean {
    return this.terminal.buffer.active.type === 'normal';
  }

  /** Ends it, whatever it does. */
  async close(): Promise<void> {
    if (!this.exit) this.child.kill('SIGKILL');
    await this.ended();
    this.terminal.dispose();
  }

  private async until(isSo: (lines: string[]) => boolean, complaint: string, patienceMs: number): Promise<string[]> {
    for (const end = Date.now() + patienceMs; ; await sleep(GLANCE_MS)) {
      const lines = await this.screen();
      if (isSo(lines)) return lines;
      if (Date.now() > end) throw new Error(`${complaint}:\n${lines.map((line) => `| ${line}`).join('\n')}`);
      if (this.exit)
        throw new Error(`${complaint}; it ended with ${JSON.stringify(this.exit)}:\n${this.output.slice(-2_000)}`);
    }
  }
}

function cellOf(cell: xterm.IBufferCell | undefined): ScreenCell {
  const [isInverse, text] = [Boolean(cell?.isInverse()), cell?.getChars() ?? ''];
  return {
    // The second half of a wide character has no text of its own.
    text: cell?.getWidth() === 0 ? '' : text || ' ',
    foreground: cell?.isFgPalette() ? cell.getFgColor() : undefined,
    background: cell?.isBgPalette() ? cell.getBgColor() : undefined,
    ...{ isInverse, isBold: Boolean(cell?.isBold()), isDim: Boolean(cell?.isDim()) },
  };
}

function matches(lines: readonly string[], text: string | RegExp): boolean {
  const whole = lines.join('\n');
  return typeof text === 'string' ? whole.includes(text) : text.test(whole);
}
