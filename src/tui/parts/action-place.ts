import { toOpsdeskError } from '../../cli/errors.js';
import type { OpsdeskError } from '../../kernel/errors.js';
import type { Money } from '../../kernel/money.js';
import { escapeText } from '../../present/escape-text.js';
import type { Area, Line } from '../area.js';
import type { Key } from '../key.js';
import type { Binding, CommandWords, Place } from '../place.js';
import type { Stage } from '../stage.js';
import { Submission } from '../submission.js';
import { type FieldSpec, Form } from './form.js';
import { REASON } from './reason.js';
import { TextView } from './text-view.js';

/** What was typed, by the field's name; empty for nothing. */
export type Values = (name: string) => string;

/** What a dry run told. */
export interface Preview {
  /** The priced difference, as `--dry-run` prints it. */
  readonly text: string;
  /** The sum of it, which stays in sight whatever is typed. */
  readonly headline?: string;
  /** One line that is asked before it is done. Where nothing would be done, why not. */
  readonly question: string;
  readonly isNothing?: boolean;
  /** On the button, where it depends on what was typed. */
  readonly verb?: string;
  /** Of the record that the price was worked out on: what was agreed to is the change of that very version. */
  readonly version?: number | undefined;
  /** What it costs, leaves due or gives back: what was agreed to is this very sum. */
  readonly sum?: Money | undefined;
}

export interface ActionSpec {
  readonly title: string;
  readonly fields: readonly FieldSpec[];
  /** The field to begin with. */
  readonly focus?: string | undefined;
  /** What stands there until everything is filled in. */
  readonly intro?: string;
  /** The sum until a dry run knows better. */
  readonly headline?: string | undefined;
  /** True where without anything typed there is nothing to try out. */
  readonly needsInput?: boolean;
  /** On the button: `Cancel the booking`. */
  readonly verb: string;
  /** On the button that leaves everything as it is, unless it is `Cancel`. */
  readonly leave?: string;
  /** For what cannot be taken back: what must be typed first. */
  readonly reference?: string | undefined;
  command(values: Values): CommandWords;
  /** The real work, rolled back. */
  tryOut(values: Values): Promise<Preview>;
  carryOut(values: Values, agreed: Agreed): Promise<Outcome>;
}

/** What was done. The form is left then. */
export interface Outcome {
  /** One line. */
  readonly told: string;
  readonly tone?: 'green' | 'yellow' | 'red';
  /** The reference to what was made, which comes into sight. */
  readonly next?: string;
}

/** What was asked and answered with yes. */
export interface Agreed {
  readonly idempotencyKey: string;
  readonly ifVersion: number | undefined;
  readonly sum: Money | undefined;
}

/** Long enough that a number is typed in one go, short enough that nobody waits. Milliseconds. */
const PAUSE_MS = 200;
/** How long a dry run is believed: somebody may have taken the seat that it took. */
const FRESH_MS = 3_000;
/** How soon a price that could not be worked out is asked for again. */
const RETRY_MS = 1_000;
const FILL_IN = 'Fill in what is to change; what it costs is shown here.';
const SEND_AGAIN = 'No answer came. Ctrl-S sends the very same again, and it happens once.';
const WORKING = 'Working it out…';
/** Of the lines, at most, for the fields. */
const FIELDS_SHARE = 0.6;
/** What the fields leave to the preview. */
const PREVIEW_KEYS = new Set(['pageup', 'pagedown']);

/** A change, and what it would cost, worked out again as it is typed; nothing happens before it was agreed to. */
export class ActionPlace implements Place {
  readonly isTyping = true;
  private readonly form: Form;
  private readonly view: TextView;
  private readonly submission = new Submission();
  private preview: (Preview & { readonly of: string; readonly atMs: number }) | undefined;
  private headline: string | undefined;
  private complaint: string | undefined;
  /** What was agreed to when it was sent. */
  private sent: Omit<Agreed, 'idempotencyKey'> = { ifVersion: undefined, sum: undefined };
  private trying = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly stage: Stage,
    private readonly spec: ActionSpec,
  ) {
    this.view = new TextView(stage.theme);
    this.headline = spec.headline;
    this.form = new Form(stage.theme, spec.fields, { submit: () => this.submit(), change: () => this.typedOn() });
    if (spec.focus !== undefined) this.form.focus(spec.focus);
    this.showWaiting();
    if (this.isReady) this.showPrice();
  }

  get title(): string {
    return this.spec.title;
  }

  get isFilled(): boolean {
    return this.form.isTouched;
  }

  /** Fills a field from elsewhere: a seat map, a list. */
  set(name: string, text: string): void {
    this.form.set(name, text);
    this.typedOn();
  }

  value(name: string): string {
    return this.values(name);
  }

  close(): void {
    clearTimeout(this.timer);
    // Nothing that comes in now is for anybody.
    this.trying += 1;
  }

  command(): CommandWords {
    return this.spec.command(this.values);
  }

  bindings(): readonly Binding[] {
    return [
      { keys: ['tab'], label: 'next field', run: () => this.form.press({ name: 'tab', text: '' }) },
      { keys: ['ctrl-s'], label: this.spec.verb.toLowerCase(), run: () => this.form.submit() },
    ];
  }

  press(key: Key): boolean {
    return PREVIEW_KEYS.has(key.name) ? this.view.press(key) : this.form.press(key);
  }

  draw({ width, height }: Area): readonly Line[] {
    const fields = this.form.draw({ width, height: Math.min(this.form.length, Math.floor(height * FIELDS_SHARE)) });
    const sum = this.headline === undefined ? '' : this.stage.theme.paint('bold', this.headline);
    return [...fields, sum, ...this.view.draw({ width, height: height - fields.length - 1 })];
  }

  get news(): string {
    return this.preview === undefined && this.complaint === undefined ? '' : this.view.text;
  }

  spoken(): string {
    const told = [this.form.spoken(), this.complaint ?? this.headline];
    return told.filter((part) => part !== undefined).join('. ');
  }

  private readonly values: Values = (name) => this.form.value(name);

  private get isReady(): boolean {
    return this.form.isComplete && (this.spec.needsInput !== true || this.form.isTouched);
  }

  private typedOn(): void {
    this.preview = undefined;
    this.complaint = undefined;
    if (!this.isReady) this.headline = this.spec.headline;
    // An answer to what was typed before comes too late.
    this.trying += 1;
    this.showWaiting();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.isReady) this.showPrice();
    }, PAUSE_MS);
  }

  /** In place of what was worked out for something else. */
  private showWaiting(): void {
    const { paint } = this.stage.theme;
    this.view.show(this.isReady ? paint('dim', WORKING) : (this.spec.intro ?? paint('dim', FILL_IN)));
  }

  private showPrice(): void {
    this.stage.run(async () => {
      await this.tryOut();
    });
  }

  /** The last one counts: what was asked before it may come in later. */
  private async tryOut(): Promise<Preview | undefined> {
    this.trying += 1;
    const mine = this.trying;
    const of = this.identity;
    try {
      const preview = await this.spec.tryOut(this.values);
      if (mine !== this.trying) return undefined;
      this.preview = { ...preview, of, atMs: Date.now() };
      this.complaint = undefined;
      this.headline = preview.headline ?? this.spec.headline;
      this.view.show(preview.isNothing && preview.text === '' ? preview.question : preview.text);
    } catch (thrown) {
      const error = await this.explained(thrown);
      if (mine !== this.trying) return undefined;
      this.preview = undefined;
      if (error.kind === 'unavailable') {
        // The console says so over everything; what is typed and what it cost a moment ago stays.
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.showPrice(), RETRY_MS);
        throw error;
      }
      this.headline = this.spec.headline;
      this.complain(error);
    }
    this.stage.changed();
    return this.preview;
  }

  private submit(): void {
    if (this.submission.isBusy || !this.stage.mayWrite()) return;
    clearTimeout(this.timer);
    if (this.submission.isOpen(this.identity)) {
      // It may have been done, and would then stand in its own way: a dry run says nothing about it.
      this.ask('Nobody knows what became of it. Send the same again? It happens once.', this.sent);
      return;
    }
    this.stage.run(async () => {
      const { preview: known } = this;
      const isFresh = known?.of === this.identity && Date.now() - known.atMs < FRESH_MS;
      const preview = isFresh ? known : await this.tryOut();
      if (preview?.isNothing) this.stage.say(preview.question, 'yellow');
      else if (preview) this.ask(preview.question, { ifVersion: preview.version, sum: preview.sum }, preview.verb);
    });
  }

  private ask(text: string, agreed: Omit<Agreed, 'idempotencyKey'>, verb = this.spec.verb): void {
    const { reference, leave } = this.spec;
    // Worked out while one went elsewhere, or locked the writes: nothing lands under a key that was meant for something else.
    if (!this.stage.isInSight(this) || !this.stage.mayWrite()) return;
    this.stage.ask({
      ...{ text, verb, leave, reference, command: this.command() },
      run: () => this.stage.run(() => this.carryOut(agreed)),
    });
  }

  private async carryOut(agreed: Omit<Agreed, 'idempotencyKey'>): Promise<void> {
    this.sent = agreed;
    try {
      const done = await this.submission.send(this.identity, (idempotencyKey) =>
        this.spec.carryOut(this.values, { ...agreed, idempotencyKey }),
      );
      if (!done) return;
      this.stage.leave(this, done.next);
      this.stage.say(done.told, done.tone);
    } catch (thrown) {
      const error = await this.explained(thrown);
      this.complain(error);
      // The banner says what is wrong, and goes when it is over: here stands what to do then.
      if (error.kind === 'unavailable') this.view.show(this.stage.theme.paint('yellow', SEND_AGAIN));
      throw thrown;
    }
  }

  /** What is asked for. Why it is asked for, in words, makes it no other submission. */
  private get identity(): string {
    return JSON.stringify(this.spec.command((name) => (name === REASON.name ? '' : this.form.value(name))));
  }

  private async explained(thrown: unknown): Promise<OpsdeskError> {
    return toOpsdeskError((await this.stage.app.explain(thrown)) ?? thrown);
  }

  private complain(error: OpsdeskError): void {
    const { paint } = this.stage.theme;
    this.preview = undefined;
    this.complaint = escapeText(error.message);
    const lines = [
      paint('red', `✗ ${this.complaint} (${error.code})`),
      ...(error.hint ? [escapeText(error.hint)] : []),
    ];
    this.view.show(lines.join('\n'));
    this.stage.changed();
  }
}
