import { setTimeout as sleep } from 'node:timers/promises';
import { createApp } from '../../src/app.js';
import { plainPaint } from '../../src/present/colour.js';
import type { Area } from '../../src/tui/area.js';
import { Console } from '../../src/tui/console.js';
import type { CommandWords } from '../../src/tui/place.js';
import { atlas } from '../../src/tui/places/atlas.js';
import { themeOf } from '../../src/tui/theme.js';
import type { TrialDatabase } from './backends.js';
import { testSettings } from './desk.js';

const PATIENCE_MS = 5_000;

/** The console without a terminal: its model over a real desk, for what needs no pseudo-terminal. */
export class ConsoleModel {
  /** @param commandFlags what the console itself was started with, and every command needs */
  static async open(trial: TrialDatabase, commandFlags: CommandWords = []): Promise<ConsoleModel> {
    const app = await createApp(testSettings(trial));
    await app.open();
    const model = new ConsoleModel(app, commandFlags);
    model.desk.start();
    await model.settled();
    return model;
  }

  readonly desk: Console;
  readonly copied: string[] = [];

  private constructor(
    readonly app: Awaited<ReturnType<typeof createApp>>,
    commandFlags: CommandWords,
  ) {
    this.desk = new Console({
      app,
      atlas,
      theme: themeOf('normal', plainPaint),
      onChange: () => {},
      onQuit: () => {},
      copy: (text) => {
        this.copied.push(text);
        return 'copied';
      },
      commandFlags,
      commands: () => [
        { name: 'flight adjust', summary: 'Change a flight.' },
        { name: 'booking list', summary: 'List.' },
      ],
    });
  }

  /** Presses keys by their names and waits until nothing is read any more. */
  async press(...names: readonly string[]): Promise<void> {
    this.strike(...names);
    await this.settled();
  }

  /** Presses keys and waits for nothing. */
  strike(...names: readonly string[]): void {
    for (const name of names) this.desk.press({ name, text: name.length === 1 ? name : '' });
  }

  /** The screen once it shows this, which something that goes on beside may have to bring about. */
  async sees(wanted: string): Promise<string> {
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(2)) {
      const text = this.screen().join('\n');
      if (text.includes(wanted)) return text;
    }
    throw new Error(`it does not show "${wanted}":\n${this.screen().join('\n')}`);
  }

  async type(text: string): Promise<void> {
    for (const letter of text) this.desk.press({ name: letter, text: letter });
    await this.settled();
  }

  screen(area: Area = { width: 80, height: 24 }): readonly string[] {
    return this.desk.frame(area);
  }

  /** What the line with the `$` says, before it is cut to the width. */
  get command(): CommandWords | undefined {
    return this.desk.place.command();
  }

  async close(): Promise<void> {
    this.desk.close();
    await this.app.close();
  }

  async settled(): Promise<void> {
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(2)) {
      const [head = ''] = this.screen();
      if (!/reading…|working…/.test(head)) return;
    }
    throw new Error(`it goes on reading:\n${this.screen().join('\n')}`);
  }
}
