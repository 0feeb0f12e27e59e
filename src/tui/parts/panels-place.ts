import type { Area, Line } from '../area.js';
import type { Key } from '../key.js';
import type { Binding, CommandWords, Place } from '../place.js';
import type { Stage } from '../stage.js';
import { fitLine } from './fit.js';
import type { Panel } from './panel.js';

export interface PanelsSpec {
  readonly title: string;
  readonly panels: readonly Panel[];
  /** Drawn above the panels; at most a few lines. */
  heading(): readonly Line[];
  /** What the heading needs. */
  load?(): Promise<void>;
  bindings(): readonly Binding[];
  readonly refreshMs?: number;
}

/** One thing seen from several sides: `1` to `9`, or Tab. */
export class PanelsPlace implements Place {
  private at = 0;
  /** Nothing of the others can be told yet. */
  private readonly read = new WeakSet<Panel>();

  constructor(
    private readonly stage: Stage,
    private readonly spec: PanelsSpec,
  ) {}

  get title(): string {
    return this.spec.title;
  }

  command(): CommandWords | undefined {
    return this.panel.command?.();
  }

  bindings(): readonly Binding[] {
    const { panels } = this.spec;
    return [
      ...(this.panel.bindings?.() ?? []),
      ...this.spec.bindings(),
      { keys: ['tab'], label: 'next panel', isSilent: true, run: () => this.turnTo((this.at + 1) % panels.length) },
      {
        keys: ['shift-tab'],
        label: 'panel before',
        isSilent: true,
        run: () => this.turnTo((this.at + panels.length - 1) % panels.length),
      },
      ...panels.map(({ title }, index) => ({
        keys: [String(index + 1)],
        label: title.toLowerCase(),
        isSilent: true,
        run: () => this.turnTo(index),
      })),
    ];
  }

  async load(): Promise<void> {
    const { panel } = this;
    await Promise.all([this.spec.load?.(), panel.load()]);
    this.read.add(panel);
  }

  press(key: Key): boolean {
    return this.panel.press(key);
  }

  draw({ width, height }: Area): readonly Line[] {
    const { paint } = this.stage.theme;
    const tabs = this.spec.panels
      .map(({ title }, index) => {
        const text = `${index + 1} ${title}`;
        return index === this.at ? paint('bold', `[${text}]`) : paint('dim', ` ${text} `);
      })
      .join(' ');
    const heading = [...this.spec.heading(), fitLine(tabs, width), ''];
    return [...heading, ...this.panel.draw({ width, height: height - heading.length })];
  }

  get part(): string {
    return this.read.has(this.panel) ? `${this.panel.title} ${this.panel.part ?? ''}` : '';
  }

  get refreshMs(): number | undefined {
    return this.spec.refreshMs;
  }

  spoken(): string {
    return `${this.panel.title}: ${this.panel.spoken()}`;
  }

  private get panel(): Panel {
    return this.spec.panels[this.at] as Panel;
  }

  private turnTo(index: number): void {
    this.at = index;
    this.stage.refresh();
  }
}
