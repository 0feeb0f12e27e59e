import type { Area, Line } from '../area.js';
import type { Key } from '../key.js';
import type { Binding, CommandWords, Place } from '../place.js';
import type { Stage } from '../stage.js';
import { TextView } from './text-view.js';

export interface TextPlaceSpec {
  readonly title: string;
  readonly command: CommandWords;
  read(): Promise<string>;
  /** Nobody changes it: once read it stays as it is. */
  readonly isFixed?: boolean;
  bindings?(): readonly Binding[];
}

/** A place that is a text. */
export class TextPlace implements Place {
  private readonly view: TextView;

  constructor(
    stage: Stage,
    private readonly spec: TextPlaceSpec,
  ) {
    this.view = new TextView(stage.theme);
  }

  get title(): string {
    return this.spec.title;
  }

  command(): CommandWords {
    return this.spec.command;
  }

  bindings(): readonly Binding[] {
    return this.spec.bindings?.() ?? [];
  }

  async load(): Promise<void> {
    this.view.show(await this.spec.read());
  }

  press(key: Key): boolean {
    return this.view.press(key);
  }

  draw(area: Area): readonly Line[] {
    return this.view.draw(area);
  }

  get part(): string {
    return this.view.part;
  }

  get refreshMs(): number | undefined {
    return this.spec.isFixed ? Number.POSITIVE_INFINITY : undefined;
  }

  spoken(): string {
    // The place itself is read out when one comes to it.
    return this.view.spoken();
  }
}
