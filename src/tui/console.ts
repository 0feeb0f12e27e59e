import type { App } from '../app.js';
import { toOpsdeskError } from '../cli/errors.js';
import type { OpsdeskError } from '../kernel/errors.js';
import { escapeText } from '../present/escape-text.js';
import type { Area } from './area.js';
import { commandLine, shownCommand } from './command-line.js';
import { type Frame, type FrameParts, layOutFrame } from './frame.js';
import { type Key, keyLabel, PASTE } from './key.js';
import { KeyHelp } from './parts/key-help.js';
import { type Destination, Palette } from './parts/palette.js';
import { QuestionBox } from './parts/question-box.js';
import { TextField } from './parts/text-field.js';
import type { Binding, Place } from './place.js';
import { type Reference, referenceOf } from './references.js';
import type { Overlay, Question, Stage } from './stage.js';
import type { Theme } from './theme.js';

/** What belongs to the places and not to moving between them: filled in by `open-console.ts`. */
export interface Atlas {
  home(stage: Stage): Place;
  destinations(stage: Stage): readonly Destination[];
  placeOf(stage: Stage, reference: Reference): Place;
}

export interface ConsoleOptions {
  readonly app: App;
  readonly theme: Theme;
  readonly atlas: Atlas;
  /** Draws what has changed; called as often as something did. */
  onChange(): void;
  /** @param wasInterrupted by Ctrl-C, rather than by choice */
  onQuit(wasInterrupted: boolean): void;
  /** Puts a text where the agent can paste it from. */
  copy(text: string): void;
}

/** What a screen shows, in words. */
export interface Linear {
  readonly where: string;
  readonly body: readonly string[];
  readonly notice: string;
  readonly command: string;
  readonly keys: string;
  readonly focus: string;
  /** Nothing was read for it yet. */
  readonly isReading: boolean;
}

interface Notice {
  readonly text: string;
  readonly tone: 'green' | 'yellow' | 'red';
  readonly sinceMs: number;
}

/** How long what is shown may be out of date before it is read again, in milliseconds. */
const REFRESH_MS = 2_000;
/** How many places lie on one another. */
const MOST_PLACES = 24;
/** What went wrong stays in sight as long as this, whatever keys are pressed. Milliseconds. */
const READ_MS = 3_000;
/** How soon a database that was lost is asked again. */
const RETRY_MS = 1_000;

/**
 * The console without its screen: places on one another, what each key does, and when what is shown is read anew.
 * Nothing in it knows a terminal.
 */
export class Console implements Stage {
  readonly app: App;
  readonly theme: Theme;
  private readonly places: Place[] = [];
  private overlay: Overlay | undefined;
  private filtering: TextField | undefined;
  private notice: Notice | undefined;
  /** The place that Esc has warned of. */
  private warned: Place | undefined;
  /** Why nothing can be read, and since when. */
  private lost: { readonly message: string; readonly sinceMs: number } | undefined;
  private readonly loadedAt = new WeakMap<Place, number>();
  /** When it was tried last, with or without success. */
  private readonly triedAt = new WeakMap<Place, number>();
  private readonly loading = new WeakSet<Place>();
  private readonly stale = new WeakSet<Place>();
  private working = 0;
  private isUnlocked = false;

  constructor(private readonly options: ConsoleOptions) {
    this.app = options.app;
    this.theme = options.theme;
  }

  start(): void {
    this.open(this.options.atlas.home(this));
  }

  close(): void {
    for (const place of this.places) place.close?.();
  }

  get place(): Place {
    const place = this.places.at(-1);
    if (!place) throw new Error('broken invariant: the console is nowhere');
    return place;
  }

  // Moving

  open(place: Place): void {
    this.places.push(place);
    // Whoever never goes back keeps the way home and the last places.
    if (this.places.length > MOST_PLACES) for (const old of this.places.splice(1, 1)) old.close?.();
    this.arrive();
  }

  replace(place: Place): void {
    this.places.pop()?.close?.();
    this.open(place);
  }

  back(): void {
    if (this.places.length < 2) return;
    this.places.pop()?.close?.();
    this.arrive();
  }

  jump(text: string): boolean {
    const reference = referenceOf(text);
    if (!reference) return false;
    this.open(this.options.atlas.placeOf(this, reference));
    return true;
  }

  private arrive(): void {
    this.overlay = undefined;
    this.filtering = undefined;
    this.refresh();
    this.changed();
  }

  // What a place may ask for

  say(text: string, tone: Notice['tone'] = 'green'): void {
    this.notice = { text, tone, sinceMs: Date.now() };
    this.changed();
  }

  changed(): void {
    this.options.onChange();
  }

  run(work: () => Promise<void>): void {
    this.working += 1;
    this.changed();
    void this.attempt(work).finally(() => {
      this.working -= 1;
      this.changed();
    });
  }

  ask(question: Question): void {
    this.overlay = new QuestionBox(this, question);
    this.changed();
  }

  cover(overlay: Overlay): void {
    this.overlay = overlay;
    this.changed();
  }

  uncover(): void {
    this.overlay = undefined;
    this.changed();
  }

  mayWrite(): boolean {
    if (!this.app.isProduction() || this.isUnlocked) return true;
    this.say('This is production, and writes are locked.', 'yellow');
    this.unlocking().go();
    return false;
  }

  // Time

  refresh(): void {
    this.heard();
  }

  /** Something was written somewhere: what is in sight is read again. */
  heard(): void {
    const { place } = this;
    if (this.loading.has(place)) this.stale.add(place);
    else this.load(place);
  }

  /** Called about once a second: reads again what has grown old, and counts its age on the screen. */
  tick(): void {
    // A form reads nothing by itself: what lies below it tells as well whether the database answers.
    const place = this.places.findLast((one) => one.load !== undefined) ?? this.place;
    const age = Date.now() - (this.triedAt.get(place) ?? 0);
    const limit = this.lost ? RETRY_MS : (place.refreshMs ?? REFRESH_MS);
    if (place.load && age >= limit) this.load(place);
    this.changed();
  }

  private load(place: Place): void {
    if (!place.load || this.loading.has(place)) return;
    this.loading.add(place);
    void this.attempt(
      async () => {
        await place.load?.();
        this.loadedAt.set(place, Date.now());
        this.lost = undefined;
      },
      (error) => {
        // A reference to nothing, a search that is refused: whoever typed it stays where they were.
        const leadsNowhere = error.code !== 'DATABASE_UNAVAILABLE' && !this.loadedAt.has(place);
        if (leadsNowhere && place === this.place) this.back();
      },
    ).finally(() => {
      this.loading.delete(place);
      this.triedAt.set(place, Date.now());
      this.changed();
      if (this.stale.delete(place) && place === this.place) this.load(place);
    });
  }

  private async attempt(work: () => Promise<void>, onError: (error: OpsdeskError) => void = () => {}): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      const error = toOpsdeskError((await this.app.explain(thrown)) ?? thrown);
      onError(error);
      this.failed(error);
    }
  }

  private failed(error: OpsdeskError): void {
    if (error.code === 'DATABASE_UNAVAILABLE') {
      this.lost = { message: error.message, sinceMs: this.lost?.sinceMs ?? Date.now() };
      this.changed();
      return;
    }
    this.say(`${escapeText(error.message)} (${error.code})${error.hint ? `. ${escapeText(error.hint)}` : ''}`, 'red');
  }

  // Keys

  press(key: Key): void {
    if (key.name === 'ctrl-c') {
      this.options.onQuit(true);
      return;
    }
    if (this.notice && (this.notice.tone === 'green' || Date.now() - this.notice.sinceMs > READ_MS))
      this.notice = undefined;
    try {
      if (!this.pressAnywhere(key)) this.handle(key);
    } catch (defect) {
      this.failed(toOpsdeskError(defect));
    }
    if (key.name !== 'escape') this.warned = undefined;
    this.changed();
  }

  /** What means the same in a list, in a field and in a question. */
  private pressAnywhere({ name }: Key): boolean {
    if (name === 'ctrl-y') this.copyCommand();
    else if (this.overlay) return false;
    else if (name === 'ctrl-p') this.openPalette('');
    else if (name === 'f1') this.cover(new KeyHelp(this, this.place));
    else return false;
    return true;
  }

  private handle(key: Key): void {
    if (this.overlay) {
      this.overlay.press(key);
      return;
    }
    if (this.filtering) {
      this.pressFilter(this.filtering, key);
      return;
    }
    const { place } = this;
    if (place.isTyping) {
      if (key.name === 'escape') this.leave();
      else if (!this.pressBinding(place, key)) place.press?.(key);
      return;
    }
    if (key.name === PASTE) {
      if (!this.jump(key.text)) this.openPalette(key.text.replace(/\s+/g, ' ').trim().slice(0, 80));
      return;
    }
    if (this.pressBinding(place, key) || place.press?.(key)) return;
    this.pressEverywhere(key);
  }

  private pressBinding(place: Place, { name, text }: Key): boolean {
    const binding = place.bindings().find(({ keys }) => keys.includes(name));
    // In a field a letter is a letter, whatever it does elsewhere.
    if (!binding || (place.isTyping && text !== '')) return false;
    binding.run();
    return true;
  }

  private pressEverywhere(key: Key): void {
    switch (key.name) {
      case 'escape':
      case 'left':
      case 'h':
        this.leave();
        return;
      case ':':
        this.openPalette('');
        return;
      case '?':
        this.cover(new KeyHelp(this, this.place));
        return;
      case '/':
        if (this.place.filter) this.filtering = new TextField(this.place.filterText ?? '', 80);
        return;
      case 'y':
        this.copyCommand();
        return;
      default:
        // A reference begins with a capital letter or a digit that is no panel's number.
        if (/^[A-Z0-9]$/.test(key.text)) this.openPalette(key.text);
    }
  }

  /** Out of the filter first, then out of the place. */
  private leave(): void {
    const { place } = this;
    if (place.filterText && !place.isTyping) place.filter?.('');
    else if (place.isFilled && this.warned !== place) {
      this.warned = place;
      this.say('What was typed here is lost with Esc: press it again, or go on.', 'yellow');
    } else this.back();
  }

  private pressFilter(field: TextField, key: Key): void {
    if (key.name === 'escape') {
      this.filtering = undefined;
      this.place.filter?.('');
    } else if (key.name === 'enter') {
      this.filtering = undefined;
    } else if (['up', 'down', 'pageup', 'pagedown'].includes(key.name)) {
      this.place.press?.(key);
    } else {
      field.press(key);
      this.place.filter?.(field.text);
    }
  }

  private openPalette(text: string): void {
    const referenceAt = (word: string): Destination | undefined => {
      const reference = referenceOf(word);
      if (!reference) return undefined;
      const name = 'locator' in reference ? reference.locator : 'flight' in reference ? reference.flight : reference.id;
      return { name, summary: `go to this ${reference.kind}`, go: () => this.jump(word) };
    };
    this.cover(new Palette(this, this.destinations(), referenceAt, text));
  }

  /** Where the palette leads from here. */
  destinations(): readonly Destination[] {
    return [...this.options.atlas.destinations(this), ...this.ownDestinations()];
  }

  private ownDestinations(): Destination[] {
    return [
      ...(this.app.isProduction() ? [this.isUnlocked ? this.locking() : this.unlocking()] : []),
      ...this.place
        .bindings()
        .filter(({ label }) => label !== '')
        .map(({ keys, label, run }) => ({ name: label, summary: `here, by ${keys[0] ?? ''}`, go: run })),
      { name: 'keys', summary: 'what each key does here', go: () => this.cover(new KeyHelp(this, this.place)) },
      { name: 'quit', summary: 'leave the console', go: () => this.options.onQuit(false) },
    ];
  }

  private unlocking(): Destination {
    const name = this.app.settings.profileName;
    return {
      name: 'unlock writes',
      summary: 'on production, until the console is left',
      go: () =>
        this.ask({
          text: `From here on this console writes to production (${escapeText(name)}).`,
          command: ['console', '--profile', name],
          verb: 'Unlock',
          reference: name,
          run: () => {
            this.isUnlocked = true;
            this.say('Writes are unlocked.', 'yellow');
          },
        }),
    };
  }

  private locking(): Destination {
    return {
      name: 'lock writes',
      summary: 'until they are unlocked again',
      go: () => {
        this.isUnlocked = false;
        this.say('Writes are locked.', 'yellow');
      },
    };
  }

  private copyCommand(): void {
    const words = (this.overlay ?? this.place).command?.();
    if (!words) return;
    this.options.copy(commandLine(words));
    this.say('The command is in the clipboard, where the terminal allows it.');
  }

  // What is shown

  /** Nothing is under way that the next key may have waited for. */
  get isSettled(): boolean {
    return this.working === 0 && (this.place.load === undefined || this.loadedAt.has(this.place));
  }

  frame(area: Area): Frame {
    return layOutFrame(this.parts(), area, this.theme);
  }

  /** What has the focus, in a sentence. */
  spoken(): string {
    if (this.filtering) return `Filter: ${escapeText(this.filtering.text)}`;
    return (this.overlay ?? this.place).spoken();
  }

  /** All of it as text without a screen: what has no words in it, rules and blank lines, is left out. */
  linear(area: Area): Linear {
    const { crumbs, body, notice, banner, command, bindings, everywhere } = this.parts();
    return {
      where: ['opsdesk', ...crumbs].map(escapeText).join(' › '),
      body: body(area).filter((line) => line.trim() !== ''),
      notice: banner ?? notice?.text ?? '',
      command: command === undefined ? '' : shownCommand(command),
      keys: [...bindings, ...everywhere].map(({ keys, label }) => `${keyLabel(keys[0] ?? '')} ${label}`).join(', '),
      focus: this.spoken(),
      isReading: this.place.load !== undefined && !this.loadedAt.has(this.place) && banner === undefined,
    };
  }

  private parts(): FrameParts {
    const { place, overlay } = this;
    const { profileName } = this.app.settings;
    const isProduction = this.app.isProduction();
    return {
      crumbs: [...this.places.map(({ title }) => title), ...(overlay ? [overlay.title] : [])],
      profile: {
        name: escapeText(profileName),
        state: isProduction ? (this.isUnlocked ? 'unlocked' : 'locked') : 'open',
      },
      age: this.ageInWords(place),
      banner:
        this.lost && `${escapeText(this.lost.message)}; trying again, ${secondsSince(this.lost.sinceMs)} s without it`,
      body: (within) => (overlay ?? place).draw(within),
      notice: this.notice,
      filter: this.filtering
        ? `/ ${this.filtering.draw(40, this.theme, true)}`
        : place.filterText
          ? `/ ${escapeText(place.filterText)}  (Esc shows all)`
          : undefined,
      command: (overlay ?? place).command?.(),
      bindings: (overlay ?? place).bindings(),
      everywhere: overlay ? [] : this.everywhere(place),
    };
  }

  private everywhere(place: Place): Binding[] {
    const run = () => {};
    if (place.isTyping) {
      return [
        { keys: ['f1'], label: 'keys', run },
        { keys: ['escape'], label: 'back', run },
      ];
    }
    return [
      ...(place.filter ? [{ keys: ['/'], label: 'filter', run }] : []),
      { keys: [':'], label: 'go to', run },
      { keys: ['?'], label: 'keys', run },
      ...(this.places.length > 1 ? [{ keys: ['escape'], label: 'back', run }] : []),
    ];
  }

  private ageInWords(place: Place): string {
    if (this.working > 0) return 'working…';
    const loadedAt = this.loadedAt.get(place);
    if (!place.load) return '';
    if (loadedAt === undefined) return this.triedAt.has(place) ? 'not read' : 'reading…';
    return `${secondsSince(loadedAt)} s old`;
  }
}

function secondsSince(instantMs: number): number {
  return Math.max(0, Math.round((Date.now() - instantMs) / 1_000));
}
