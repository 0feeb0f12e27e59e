import type { Column } from '../../present/column.js';
import type { Area, Line } from '../area.js';
import type { Key } from '../key.js';
import type { Binding, CommandWords } from '../place.js';
import type { Theme } from '../theme.js';
import { ListView } from './list-view.js';
import type { Panel } from './panel.js';

export interface ListPanelSpec<T> {
  readonly title: string;
  readonly command: CommandWords;
  readonly columns: readonly Column<T>[];
  idOf(item: T): string;
  readonly emptyText?: string | undefined;
  read(): Promise<readonly T[]>;
  open?(item: T): void;
  bindings?(list: ListView<T>): readonly Binding[];
}

/** A panel that is a list. */
export class ListPanel<T> implements Panel {
  private readonly list: ListView<T>;

  constructor(
    theme: Theme,
    private readonly spec: ListPanelSpec<T>,
  ) {
    this.list = new ListView<T>(theme, {
      columns: () => spec.columns,
      idOf: (item) => spec.idOf(item),
      emptyText: () => spec.emptyText,
    });
  }

  get title(): string {
    return this.spec.title;
  }

  command(): CommandWords {
    return this.spec.command;
  }

  bindings(): readonly Binding[] {
    const { open } = this.spec;
    const openSelected = () => {
      const { selected } = this.list;
      if (selected !== undefined) open?.(selected);
    };
    return [
      ...(open ? [{ keys: ['enter'], label: 'open', run: openSelected }] : []),
      ...(this.spec.bindings?.(this.list) ?? []),
    ];
  }

  async load(): Promise<void> {
    this.list.show(await this.spec.read());
  }

  draw(area: Area): readonly Line[] {
    return this.list.draw(area);
  }

  press(key: Key): boolean {
    return this.list.press(key);
  }

  spoken(): string {
    return this.list.spoken();
  }
}
