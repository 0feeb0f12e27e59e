import { escapeText } from '../present/escape-text.js';
import { type Key, PASTE } from './key.js';
import { TextField } from './parts/text-field.js';
import type { Place } from './place.js';
import type { Overlay, Stage } from './stage.js';
import type { Theme } from './theme.js';

/** What keys reach of the console. */
export interface Routed extends Pick<Stage, 'back' | 'jump' | 'say'> {
  readonly place: Place;
  readonly overlay: Overlay | undefined;
  openPalette(typed: string): void;
  openHelp(): void;
  copyCommand(): void;
}

const MOVES_IN_FILTER = new Set(['up', 'down', 'pageup', 'pagedown']);

/** Whom a key is for: a question, the filter, a field, the place at hand, or the console. */
export class KeyRouter {
  private filtering: TextField | undefined;
  /** The place that Esc has warned of. */
  private warned: Place | undefined;

  constructor(private readonly desk: Routed) {}

  press(key: Key): void {
    if (!this.pressAnywhere(key)) this.route(key);
    if (key.name !== 'escape') this.warned = undefined;
  }

  /** One is elsewhere now: what was being filtered is left as it is. */
  arrive(): void {
    this.filtering = undefined;
  }

  /** What stands in the line of the filter, while it is typed and after. */
  drawFilter(theme: Theme): string | undefined {
    if (this.filtering) return `/ ${this.filtering.draw(40, theme, true)}`;
    const { filterText } = this.desk.place;
    return filterText ? `/ ${escapeText(filterText)}  (Esc shows all)` : undefined;
  }

  /** What is typed into the filter, for whoever hears it. */
  get spoken(): string | undefined {
    return this.filtering && `Filter: ${escapeText(this.filtering.text)}`;
  }

  /** What means the same in a list, in a field and in a question. */
  private pressAnywhere({ name }: Key): boolean {
    if (name === 'ctrl-y') this.desk.copyCommand();
    else if (this.desk.overlay) return false;
    else if (name === 'ctrl-p') this.desk.openPalette('');
    else if (name === 'f1') this.desk.openHelp();
    else return false;
    return true;
  }

  private route(key: Key): void {
    const { place, overlay } = this.desk;
    if (overlay) overlay.press(key);
    else if (this.filtering) this.pressFilter(this.filtering, key);
    else if (place.isTyping) this.pressField(place, key);
    else if (key.name === PASTE) this.paste(key.text);
    else if (!this.pressBinding(place, key) && !place.press?.(key)) this.pressEverywhere(key);
  }

  private pressField(place: Place, key: Key): void {
    if (key.name === 'escape') this.leave();
    // In a field a letter is a letter, whatever it does elsewhere.
    else if (key.text !== '' || !this.pressBinding(place, key)) place.press?.(key);
  }

  private pressBinding(place: Place, { name }: Key): boolean {
    const binding = place.bindings().find(({ keys }) => keys.includes(name));
    binding?.run();
    return binding !== undefined;
  }

  private paste(text: string): void {
    if (!this.desk.jump(text)) this.desk.openPalette(text.replace(/\s+/g, ' ').trim().slice(0, 80));
  }

  private pressEverywhere({ name, text }: Key): void {
    switch (name) {
      case 'escape':
      case 'left':
      case 'h':
        this.leave();
        return;
      case ':':
        this.desk.openPalette('');
        return;
      case '?':
        this.desk.openHelp();
        return;
      case '/':
        if (this.desk.place.filter) this.filtering = new TextField(this.desk.place.filterText ?? '', 80);
        // Where nothing is filtered, what is typed after it must be no keys either.
        else this.desk.openPalette('');
        return;
      case 'y':
        this.desk.copyCommand();
        return;
      default:
        // A reference begins with a capital letter or a digit that is no panel's number.
        if (/^[A-Z0-9]$/.test(text)) this.desk.openPalette(text);
    }
  }

  /** Out of the filter first, then out of the place; what was typed is not lost by one key. */
  private leave(): void {
    const { place } = this.desk;
    if (place.filterText && !place.isTyping) place.filter?.('');
    else if (place.isFilled && this.warned !== place) {
      this.warned = place;
      this.desk.say('What was typed here is lost with Esc: press it again, or go on.', 'yellow');
    } else this.desk.back();
  }

  private pressFilter(field: TextField, key: Key): void {
    const { place } = this.desk;
    if (key.name === 'enter') this.filtering = undefined;
    else if (key.name === 'escape') {
      this.filtering = undefined;
      place.filter?.('');
    } else if (MOVES_IN_FILTER.has(key.name)) place.press?.(key);
    else {
      field.press(key);
      place.filter?.(field.text);
    }
  }
}
