import type { Area, Line } from '../area.js';
import type { Key } from '../key.js';
import type { CommandWords } from '../place.js';
import type { Theme } from '../theme.js';
import type { Panel } from './panel.js';
import { TextView } from './text-view.js';

/** A panel of text that is read anew as a whole. */
export class TextPanel implements Panel {
  private readonly view: TextView;

  constructor(
    readonly title: string,
    theme: Theme,
    private readonly words: CommandWords,
    private readonly read: () => Promise<string>,
  ) {
    this.view = new TextView(theme);
  }

  command(): CommandWords {
    return this.words;
  }

  async load(): Promise<void> {
    this.view.show(await this.read());
  }

  draw(area: Area): readonly Line[] {
    return this.view.draw(area);
  }

  press(key: Key): boolean {
    return this.view.press(key);
  }

  get part(): string {
    return this.view.part;
  }

  spoken(): string {
    // The place itself is read out when one comes to it.
    return this.view.spoken();
  }
}
