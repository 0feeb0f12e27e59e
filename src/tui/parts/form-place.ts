import type { Area, Line } from '../area.js';
import type { Key } from '../key.js';
import type { Binding, CommandWords, Place } from '../place.js';
import type { Stage } from '../stage.js';
import type { Values } from './action-place.js';
import { type FieldSpec, Form } from './form.js';

export interface FormPlaceSpec {
  readonly title: string;
  readonly fields: readonly FieldSpec[];
  /** On the key that sends it off: `search`. */
  readonly verb: string;
  command(values: Values): CommandWords;
  submit(values: Values): void;
  /** Drawn below the fields. */
  foot?(): readonly Line[];
}

/** A place that is a form, which changes nothing by itself: a search, a file to be opened. */
export class FormPlace implements Place {
  readonly isTyping = true;
  private readonly form: Form;
  private wasSent = false;

  constructor(
    stage: Stage,
    private readonly spec: FormPlaceSpec,
  ) {
    this.form = new Form(stage.theme, spec.fields, {
      submit: () => {
        this.wasSent = true;
        spec.submit((name) => this.form.value(name));
      },
      change: () => {
        this.wasSent = false;
      },
      isSentByEnter: true,
    });
  }

  get title(): string {
    return this.spec.title;
  }

  /** What was searched for is told by the list that it led to. */
  get isFilled(): boolean {
    return this.form.isTouched && !this.wasSent;
  }

  command(): CommandWords {
    return this.spec.command((name) => this.form.value(name));
  }

  bindings(): readonly Binding[] {
    return [
      { keys: ['ctrl-s'], label: this.spec.verb, run: () => this.form.submit() },
      { keys: ['tab'], label: 'next field', run: () => this.form.press({ name: 'tab', text: '' }) },
    ];
  }

  press(key: Key): boolean {
    return this.form.press(key);
  }

  draw({ width, height }: Area): readonly Line[] {
    const foot = this.spec.foot?.() ?? [];
    return [...this.form.draw({ width, height: height - foot.length - 1 }), '', ...foot];
  }

  spoken(): string {
    return this.form.spoken();
  }
}
