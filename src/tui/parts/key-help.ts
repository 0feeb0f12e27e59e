import { escapeText } from '../../present/escape-text.js';
import { padText } from '../../present/text-width.js';
import type { Area, Line } from '../area.js';
import { type Key, keyLabel } from '../key.js';
import type { Binding, Place } from '../place.js';
import type { Overlay, Stage } from '../stage.js';
import { TextView } from './text-view.js';

const EVERYWHERE: readonly (readonly [keys: string, what: string])[] = [
  ['↑ ↓ j k', 'up and down; PgUp, PgDn, Home and End further'],
  ['Tab', 'to the next pane or field'],
  ['1 2 3 …', 'to a panel, where there are panels'],
  ['/', 'show only what holds a text; where there is no list, the same as :'],
  [':', 'go to a place, or run a command, by a few letters of its name'],
  ['A … Z 2 … 9', 'begin to type a reference: K7QX2M, BA117/2026-12-01'],
  ['y', 'copy the command at the bottom'],
  ['F1 Ctrl-P Ctrl-Y', 'keys, go to, copy: also while typing'],
  ['Esc ← h', 'back'],
  ['Ctrl-C', 'leave the console'],
];

/** What each key does here. */
export class KeyHelp implements Overlay {
  readonly title = 'Keys';
  private readonly view: TextView;

  constructor(
    private readonly stage: Stage,
    place: Place,
  ) {
    this.view = new TextView(stage.theme);
    const { paint } = stage.theme;
    const bound = place
      .bindings()
      .filter(({ label }) => label !== '')
      .map(({ keys, label }) => [keys.map(keyLabel).join(' '), label] as const);
    const here = [...bound, ...(place.typed ?? [])];
    const section = (title: string, rows: readonly (readonly [string, string])[]) => [
      paint('bold', title),
      ...rows.map(([keys, what]) => `  ${padText(keys, 18)}${what}`),
      '',
    ];
    this.view.show(
      [...(here.length > 0 ? section(escapeText(place.title), here) : []), ...section('Everywhere', EVERYWHERE)].join(
        '\n',
      ),
    );
  }

  bindings(): readonly Binding[] {
    return [{ keys: ['escape'], label: 'close', run: () => {} }];
  }

  draw(area: Area): Line[] {
    return this.view.draw(area);
  }

  spoken(): string {
    return this.view.text;
  }

  press(key: Key): boolean {
    if (!this.view.press(key)) this.stage.uncover();
    return true;
  }
}
