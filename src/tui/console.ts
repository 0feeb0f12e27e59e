import type { App } from '../app.js';
import { toOpsdeskError } from '../cli/errors.js';
import type { OpsdeskError } from '../kernel/errors.js';
import { escapeText } from '../present/escape-text.js';
import type { Area } from './area.js';
import { commandLine, shownCommand } from './command-line.js';
import type { ConsoleOptions } from './console-options.js';
import { type Frame, type FrameParts, layOutFrame, type Notice } from './frame.js';
import { type Key, keyLabel } from './key.js';
import { KeyRouter } from './key-router.js';
import { KeyHelp } from './parts/key-help.js';
import { type Destination, type Named, Palette } from './parts/palette.js';
import { QuestionBox } from './parts/question-box.js';
import type { Binding, CommandWords, Place } from './place.js';
import { PlaceStack } from './place-stack.js';
import { Reading } from './reading.js';
import { nameOf, referenceOf } from './references.js';
import { shellCommands } from './shell-commands.js';
import type { Overlay, Question, Stage } from './stage.js';
import type { Theme } from './theme.js';
import { WriteLock } from './write-lock.js';

/** What a screen shows, in words. */
export interface Linear {
  readonly where: string;
  /** Of the place, its panel or page. */
  readonly part: string;
  readonly body: readonly string[];
  readonly notice: string;
  readonly command: string;
  readonly keys: string;
  readonly focus: string;
  /** What came in by itself. */
  readonly news: string;
  /** Nothing was read for it yet. */
  readonly isReading: boolean;
}

/** What went wrong stays in sight as long as this, whatever keys are pressed. Milliseconds. */
const NOTICE_MS = 3_000;

/**
 * The console without its screen: places on one another, of which the uppermost is in sight, and what may lie over it.
 * Nothing in it knows a terminal.
 */
export class Console implements Stage {
  readonly app: App;
  readonly theme: Theme;
  overlay: Overlay | undefined;
  private readonly places = new PlaceStack();
  private readonly reading: Reading;
  private readonly keys: KeyRouter;
  private readonly lock: WriteLock;
  private knownCommands: readonly Named[] | undefined;
  private notice: (Notice & { readonly sinceMs: number }) | undefined;

  constructor(private readonly options: ConsoleOptions) {
    this.app = options.app;
    this.theme = options.theme;
    this.keys = new KeyRouter(this);
    this.lock = new WriteLock(options.app, this);
    this.reading = new Reading({
      app: options.app,
      current: () => this.place,
      onChange: () => this.changed(),
      onError: (error, unread) => {
        // A reference to nothing, a search that is refused: whoever typed it stays where they were.
        if (unread !== undefined && unread === this.place) this.back();
        this.complain(error);
      },
    });
  }

  start(): void {
    this.open(this.options.atlas.home(this));
  }

  close(): void {
    this.places.closeAll();
  }

  get place(): Place {
    return this.places.top;
  }

  press(key: Key): void {
    if (key.name === 'ctrl-c') {
      this.options.onQuit(true);
      return;
    }
    const { notice } = this;
    if (notice && (notice.tone !== 'red' || Date.now() - notice.sinceMs > NOTICE_MS)) this.notice = undefined;
    try {
      this.keys.press(key);
    } catch (defect) {
      // It is said loudly, and what was typed everywhere else is not lost with it.
      this.complain(toOpsdeskError(defect));
    }
    this.changed();
  }

  // Moving

  open(place: Place): void {
    this.places.put(place);
    this.arrive();
  }

  openSoon(make: () => Promise<Place>): void {
    const from = this.place;
    this.run(async () => {
      const place = await make();
      if (this.isInSight(from)) this.open(place);
      else place.close?.();
    });
  }

  replace(place: Place): void {
    this.places.replaceTop(place);
    this.arrive();
  }

  back(): void {
    this.leave(this.place);
  }

  leave(place: Place, next?: string): void {
    const { overlay } = this;
    const isOnTop = place === this.place;
    if (!this.places.drop(place)) return;
    if (isOnTop && overlay === undefined && next !== undefined && this.jump(next)) return;
    if (isOnTop) this.arrive();
    // What somebody is typing into the palette meanwhile is theirs.
    this.overlay = overlay;
    this.changed();
  }

  isInSight(place: Place): boolean {
    return place === this.place && this.overlay === undefined;
  }

  jump(text: string): boolean {
    const reference = referenceOf(text);
    if (!reference) return false;
    this.open(this.options.atlas.placeOf(this, reference));
    return true;
  }

  private arrive(): void {
    this.overlay = undefined;
    this.keys.arrive();
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
    this.reading.beside(work);
  }

  refresh(): void {
    this.reading.again(this.place);
  }

  ask(question: Question): void {
    this.cover(new QuestionBox(this, { ...question, command: this.asTyped(question.command) }));
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
    return this.lock.mayWrite();
  }

  // What keys lead to

  openHelp(): void {
    this.cover(new KeyHelp(this, this.place));
  }

  openPalette(typed: string): void {
    const referenceAt = (word: string): Destination | undefined => {
      const reference = referenceOf(word);
      return (
        reference && { name: nameOf(reference), summary: `go to this ${reference.kind}`, go: () => this.jump(word) }
      );
    };
    this.cover(new Palette(this, this.destinations(), referenceAt, typed));
  }

  private get commands(): readonly Named[] {
    this.knownCommands ??= this.options.commands();
    return this.knownCommands;
  }

  /** Where the palette leads from here. */
  destinations(): readonly Destination[] {
    const here = this.place.bindings().filter(({ label }) => label !== '');
    const places = this.options.atlas.destinations(this);
    return [
      ...places,
      ...this.lock.destinations(),
      ...here.map(({ keys, label, run }) => ({ name: label, summary: `here, by ${keys[0] ?? ''}`, go: run })),
      { name: 'keys', summary: 'what each key does here', go: () => this.openHelp() },
      { name: 'home', summary: 'back to where the console began', go: () => this.goHome() },
      { name: 'quit', summary: 'leave the console', go: () => this.options.onQuit(false) },
      ...shellCommands({
        commands: () => this.commands,
        placed: new Set(places.map(({ command }) => command)),
        asTyped: (words) => this.asTyped(words),
        copy: (text) => this.options.copy(text),
        say: (text, tone) => this.say(text, tone),
      }),
    ];
  }

  /** Through everything that lies between, but for a form that somebody has filled in. */
  private goHome(): void {
    while (this.place.isFilled !== true && this.places.drop(this.place));
    this.arrive();
    if (!this.places.isHome) this.say('This form is filled in: Esc twice gives it up.', 'yellow');
  }

  copyCommand(): void {
    const words = (this.overlay ?? this.place).command?.();
    if (words) this.say(this.options.copy(commandLine(this.asTyped(words))));
  }

  /** For whoever types it into a shell: there it must not fall on another profile. */
  private asTyped(words: CommandWords): CommandWords {
    const { commandFlags } = this.options;
    return words.includes(commandFlags[0] ?? '') ? words : [...words, ...commandFlags];
  }

  // Time

  /** Called when somebody may have written something. What is read at a pace of its own keeps to it. */
  heard(): void {
    if (this.place.refreshMs === undefined) this.refresh();
  }

  /** Called about once a second: reads again what has grown old, and counts its age on the screen. */
  tick(): void {
    // A form reads nothing by itself, and a report seldom: the list below them tells as well whether the database answers.
    const read = this.places.uppermost((place) => place.load !== undefined);
    const heartbeat = this.places.uppermost((place) => place.load !== undefined && place.refreshMs === undefined);
    for (const place of new Set([read, heartbeat])) if (place) this.reading.ifOld(place);
    this.changed();
  }

  // What is shown

  /** Nothing is under way that the next key may have waited for. */
  get isSettled(): boolean {
    return this.reading.isSettled(this.place);
  }

  frame(area: Area): Frame {
    return layOutFrame(this.parts(), area, this.theme);
  }

  /** What has the focus, in a sentence. */
  spoken(): string {
    return this.keys.spoken ?? (this.overlay ?? this.place).spoken();
  }

  /** All of it as text without a screen: what has no words in it, rules and blank lines, is left out. */
  linear(area: Area): Linear {
    const { crumbs, body, notice, banner, command, bindings, everywhere } = this.parts();
    return {
      where: ['opsdesk', ...crumbs].map(escapeText).join(' › '),
      part: this.overlay ? '' : (this.place.part ?? ''),
      body: body(area).filter((line) => line.trim() !== ''),
      // Without the seconds, which would be told every second.
      notice: banner?.text ?? notice?.text ?? '',
      command: command === undefined ? '' : shownCommand(command),
      keys: [...bindings, ...everywhere].map(({ keys, label }) => `${keyLabel(keys[0] ?? '')} ${label}`).join(', '),
      focus: this.spoken(),
      news: this.overlay ? '' : (this.place.news ?? ''),
      isReading: !this.reading.has(this.place) && banner === undefined,
    };
  }

  private parts(): FrameParts {
    const { place, overlay } = this;
    const shown = overlay ?? place;
    const words = shown.command?.();
    return {
      crumbs: [...this.places.titles, ...(overlay ? [overlay.title] : [])],
      profile: { name: escapeText(this.app.settings.profileName), state: this.lock.state },
      age: this.reading.ageInWords(place),
      banner: this.reading.banner,
      body: (within) => shown.draw(within),
      notice: this.notice,
      filter: this.keys.drawFilter(this.theme),
      command: words && this.asTyped(words),
      bindings: shown.bindings(),
      everywhere: overlay ? [] : this.everywhere(place),
    };
  }

  private everywhere(place: Place): Binding[] {
    const binding = (key: string, label: string): Binding => ({ keys: [key], label, run: () => {} });
    if (place.isTyping) return [binding('f1', 'keys'), binding('escape', 'back')];
    return [
      ...(place.filter ? [binding('/', 'filter')] : []),
      ...[binding(':', 'go to'), binding('?', 'keys')],
      ...(this.places.isHome ? [] : [binding('escape', 'back')]),
    ];
  }

  private complain({ message, code, hint }: OpsdeskError): void {
    this.say(`${escapeText(message)} (${code})${hint ? `. ${escapeText(hint)}` : ''}`, 'red');
  }
}
