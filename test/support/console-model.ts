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
  static async open(trial: TrialDatabase): Promise<ConsoleModel> {
    const app = await createApp(testSettings(trial));
    await app.open();
    const model = new ConsoleModel(app);
    model.desk.start();
    await model.settled();
    return model;
  }

  readonly desk: Console;
  readonly copied: string[] = [];

  private constructor(private readonly app: Awaited<ReturnType<typeof createApp>>) {
    this.desk = new Console({
      app,
      atlas,
      theme: themeOf('normal', plainPaint),
      onChange: () => {},
      onQuit: () => {},
      copy: (text) => this.copied.push(text),
    });
  }

  /** Presses keys by their names and waits until nothing is read any more. */
  async press(...names: readonly string[]): Promise<void> {
    for (const name of names) this.desk.press({ name, text: name.length === 1 ? name : '' });
    await this.settled();
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

  private async settled(): Promise<void> {
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(2)) {
      const [head = ''] = this.screen();
      if (!/reading…|working…/.test(head)) return;
    }
    throw new Error(`it goes on reading:\n${this.screen().join('\n')}`);
  }
}
