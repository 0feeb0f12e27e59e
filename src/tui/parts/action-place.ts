import { toOpsdeskError } from '../../cli/errors.js';
import type { OpsdeskError } from '../../kernel/errors.js';
import { escapeText } from '../../present/escape-text.js';
import { wrapText } from '../../present/text-width.js';
import type { Area, Line } from '../area.js';
import type { Key } from '../key.js';
import type { Binding, CommandWords, Place } from '../place.js';
import type { Stage } from '../stage.js';
import { Submission } from '../submission.js';
import { type FieldSpec, Form } from './form.js';
import { TextView } from './text-view.js';

/** What was typed, by the field's name; empty for nothing. */
export type Values = (name: string) => string;

/** What a dry run told. */
export interface Preview {
  /** The priced difference, as `--dry-run` prints it. */
  readonly text: string;
  /** The sum of it, which stays in sight whatever is typed. */
  readonly headline?: string;
  /** One line that is asked before it is done. Undefined where nothing is to be done yet, as the text says. */
  readonly question: string | undefined;
  /** Of the record that the price was worked out on: what was agreed to is the change of that very version. */
  readonly version?: number | undefined;
}

export interface ActionSpec {
  readonly title: string;
  readonly fields: readonly FieldSpec[];
  /** What stands there until everything is filled in. */
  readonly intro?: string;
  /** The sum until a dry run knows better. */
  readonly headline?: string | undefined;
  /** On the button: `Cancel the booking`. */
  readonly verb: string;
  /** For what cannot be taken back: what must be typed first. */
  readonly reference?: string | undefined;
  command(values: Values): CommandWords;
  /** The real work, rolled back. */
  tryOut(values: Values): Promise<Preview>;
  /** The work, and where it leads. */
  carryOut(
    values: Values,
    options: { readonly idempotencyKey: string; readonly ifVersion: number | undefined },
  ): Promise<void>;
}

/** Long enough that a number is typed in one go, short enough that nobody waits. Milliseconds. */
const PAUSE_MS = 200;
/** How soon a price that could not be worked out is asked for again. */
const RETRY_MS = 1_000;
const PREVIEW_KEYS = new Set(['pageup', 'pagedown']);

/** A change, and what it would cost, worked out again as it is typed; nothing happens before it was agreed to. */
export class ActionPlace implements Place {
  private readonly form: Form | undefined;
  private readonly view: TextView;
  private readonly submission = new Submission();
  private preview: (Preview & { readonly of: string }) | undefined;
  private headline: string | undefined;
  /** Of the record that was agreed to when it was sent. */
  private sentVersion: number | undefined;
  private trying = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly stage: Stage,
    private readonly spec: ActionSpec,
  ) {
    this.view = new TextView(stage.theme);
    this.view.show(spec.intro ?? stage.theme.paint('dim', 'Fill in what is to change; what it costs is shown here.'));
    this.headline = spec.headline;
    if (spec.fields.length > 0) {
      this.form = new Form(stage.theme, spec.fields, { submit: () => this.submit(), change: () => this.typedOn() });
    }
    if (this.form?.isComplete !== false) this.showPrice();
  }

  get title(): string {
    return this.spec.title;
  }

  get isTyping(): boolean {
    return this.form !== undefined;
  }

  /** Fills a field from elsewhere: a seat map, a list. */
  set(name: string, text: string): void {
    this.form?.set(name, text);
    this.typedOn();
  }

  value(name: string): string {
    return this.values(name);
  }

  close(): void {
    clearTimeout(this.timer);
  }

  command(): CommandWords {
    return this.spec.command(this.values);
  }

  bindings(): readonly Binding[] {
    const submit = { keys: ['ctrl-s'], label: this.spec.verb.toLowerCase(), run: () => this.form?.submit() };
    if (this.form)
      return [{ keys: ['tab'], label: 'next field', run: () => this.form?.press({ name: 'tab', text: '' }) }, submit];
    return [{ keys: ['enter', 'ctrl-s'], label: this.spec.verb.toLowerCase(), run: () => this.submit() }];
  }

  press(key: Key): boolean {
    if (PREVIEW_KEYS.has(key.name) || !this.form) return this.view.press(key);
    return this.form.press(key);
  }

  draw({ width, height }: Area): readonly Line[] {
    if (!this.form) return this.view.draw({ width, height });
    const most = Math.max(3, Math.floor(height / 2));
    const fields = this.form.draw({ width, height: Math.min(most, this.spec.fields.length) });
    const sum = this.headline === undefined ? '' : this.stage.theme.paint('bold', this.headline);
    return [...fields, sum, ...this.view.draw({ width, height: height - fields.length - 1 })];
  }

  spoken(): string {
    return this.form ? this.form.spoken() : this.view.text;
  }

  private readonly values: Values = (name) => this.form?.value(name) ?? '';

  private typedOn(): void {
    this.preview = undefined;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.form?.isComplete) this.showPrice();
    }, PAUSE_MS);
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
    const of = JSON.stringify(this.command());
    try {
      const preview = await this.spec.tryOut(this.values);
      if (mine !== this.trying) return undefined;
      this.preview = { ...preview, of };
      this.headline = preview.headline ?? this.headline;
      this.view.show(preview.text);
    } catch (thrown) {
      if (mine !== this.trying) return undefined;
      this.preview = undefined;
      const error = await this.explained(thrown);
      if (error.kind === 'unavailable') {
        // The console says so over everything; what is typed and what it cost a moment ago stays.
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.showPrice(), RETRY_MS);
        throw error;
      }
      this.complain(error);
    }
    this.stage.changed();
    return this.preview;
  }

  private submit(): void {
    if (this.submission.isBusy || !this.stage.mayWrite()) return;
    clearTimeout(this.timer);
    if (this.submission.isOpen(this.command())) {
      // It may have been done, and would then stand in its own way: a dry run says nothing about it.
      this.ask('Nobody knows what became of it. Send the same again? It happens once.', this.sentVersion);
      return;
    }
    this.stage.run(async () => {
      const isFresh = this.preview?.of === JSON.stringify(this.command());
      const preview = isFresh ? this.preview : await this.tryOut();
      if (!preview) return;
      const { question, version } = preview;
      if (question === undefined) {
        this.stage.say('Nothing would be done yet.', 'yellow');
        return;
      }
      this.ask(question, version);
    });
  }

  private ask(text: string, version: number | undefined): void {
    const { verb, reference } = this.spec;
    this.stage.ask({
      ...{ text, verb, reference, command: this.command() },
      run: () => this.stage.run(() => this.carryOut(version)),
    });
  }

  private async carryOut(ifVersion: number | undefined): Promise<void> {
    this.sentVersion = ifVersion;
    try {
      await this.submission.send(this.command(), (idempotencyKey) =>
        this.spec.carryOut(this.values, { idempotencyKey, ifVersion }),
      );
    } catch (thrown) {
      this.preview = undefined;
      this.complain(await this.explained(thrown));
      throw thrown;
    }
  }

  private async explained(thrown: unknown): Promise<OpsdeskError> {
    return toOpsdeskError((await this.stage.app.explain(thrown)) ?? thrown);
  }

  private complain(error: OpsdeskError): void {
    const { paint } = this.stage.theme;
    this.view.show(
      [
        ...wrapText(`✗ ${escapeText(error.message)} (${error.code})`, 76).map((line) => paint('red', line)),
        ...(error.hint ? wrapText(escapeText(error.hint), 76) : []),
      ].join('\n'),
    );
    this.stage.changed();
  }
}
