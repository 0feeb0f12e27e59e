import { isOpsdeskError, OpsdeskError } from '../../kernel/errors.js';
import { escapeText } from '../../present/escape-text.js';
import { padText, textWidth, truncateText } from '../../present/text-width.js';
import type { Area, Line } from '../area.js';
import type { Key } from '../key.js';
import type { Theme } from '../theme.js';
import { fitLine } from './fit.js';
import { windowStart } from './scroll.js';
import { TextField } from './text-field.js';

export interface FieldSpec {
  /** By which its value is asked for. */
  readonly name: string;
  /** A passenger's name may stand in it: the form escapes what it shows. */
  readonly label: string;
  /** How it is written, said while the field has the focus. */
  readonly hint?: string;
  readonly initial?: string;
  /** What is typed first takes the place of `initial`: a number is not edited. */
  readonly isReplaced?: boolean;
  /** What nothing means: `any`. */
  readonly empty?: string;
  /** One of these, chosen with ← and →, in place of text. The first unless `initial` says another. */
  readonly choices?: readonly string[];
  readonly isRequired?: boolean;
  /** Enter opens something to choose from, which sets the field. */
  readonly pick?: () => void;
  /** Reads what was typed, and throws INVALID_INPUT where it cannot be read. Not asked about nothing. */
  readonly parse?: (text: string) => unknown;
}

interface Field {
  readonly spec: FieldSpec;
  readonly input: TextField;
  /** Nobody has typed into it yet. */
  isFresh: boolean;
}

const VALUE_WIDTH = 34;

/** Fields below one another, which keep what was typed and say at once what cannot be read. */
export class Form {
  private readonly fields: readonly Field[];
  private at = 0;
  private first = 0;
  /** True once it was to be sent off: what is missing is complained of from then on. */
  private wasSubmitted = false;

  constructor(
    private readonly theme: Theme,
    specs: readonly FieldSpec[],
    private readonly on: {
      readonly submit: () => void;
      readonly change?: () => void;
      /** Enter in the last field sends it off. Not where a key that is held down would take money. */
      readonly isSentByEnter?: boolean;
    },
  ) {
    this.fields = specs.map((spec) => ({
      spec,
      input: new TextField(spec.initial ?? spec.choices?.[0] ?? ''),
      isFresh: true,
    }));
  }

  /** Trimmed; empty where nothing was typed, or where there is no such field. */
  value(name: string): string {
    return this.fields.find(({ spec }) => spec.name === name)?.input.text.trim() ?? '';
  }

  set(name: string, text: string): void {
    const field = this.fields.find(({ spec }) => spec.name === name);
    if (field) field.input.text = text;
  }

  focus(name: string): void {
    const at = this.fields.findIndex(({ spec }) => spec.name === name);
    if (at >= 0) this.at = at;
  }

  /** True where nothing is missing and everything can be read. */
  get isComplete(): boolean {
    return this.fields.every((field) => problemOf(field, true) === undefined);
  }

  /** Sends it off, or goes to what stands against that. */
  submit(): void {
    this.wasSubmitted = true;
    const bad = this.fields.findIndex((field) => problemOf(field, true) !== undefined);
    if (bad < 0) this.on.submit();
    else this.at = bad;
  }

  /** A key that goes from field to field, types, or sends it off. */
  press(key: Key): boolean {
    const field = this.fields[this.at];
    if (!field) return false;
    switch (key.name) {
      case 'tab':
      case 'down':
        return this.go(this.at + 1);
      case 'shift-tab':
      case 'up':
        return this.go(this.at - 1);
      case 'enter':
        if (field.spec.pick) {
          field.spec.pick();
          return true;
        }
        if (this.at === this.fields.length - 1 && this.on.isSentByEnter) this.submit();
        else this.go(this.at + 1);
        return true;
      default:
        break;
    }
    const before = field.input.text;
    if (field.isFresh && field.spec.isReplaced && key.text !== '') field.input.text = '';
    field.isFresh = false;
    const meant = field.spec.choices ? choose(field, field.spec.choices, key) : field.input.press(key);
    if (field.input.text !== before) this.on.change?.();
    return meant;
  }

  draw({ width, height }: Area): Line[] {
    const isLonger = this.fields.length > height;
    const room = isLonger ? height - 1 : height;
    this.first = windowStart(this.first, this.at, room, this.fields.length);
    const end = Math.min(this.fields.length, this.first + room);
    const foot = isLonger
      ? [this.theme.paint('dim', `  fields ${this.first + 1} to ${end} of ${this.fields.length}`)]
      : [];
    const labelWidth = Math.max(...this.fields.map(({ spec }) => textWidth(escapeText(spec.label))));
    const lines = this.fields.slice(this.first, end).map((field, index) => {
      const isFocused = this.first + index === this.at;
      const label = padText(escapeText(field.spec.label), labelWidth);
      const valueWidth = Math.min(Math.max(VALUE_WIDTH, Math.floor(width / 2)), width - labelWidth - 6);
      const value = field.spec.choices
        ? drawChoice(field, isFocused, this.theme)
        : field.spec.empty !== undefined && !isFocused && field.input.text === ''
          ? this.theme.paint('dim', field.spec.empty)
          : field.input.draw(valueWidth, this.theme, isFocused);
      const lead = isFocused ? `${this.theme.pointer} ${this.theme.paint('bold', label)}` : `  ${label}`;
      const left = `${lead}  ${value}`;
      const behind = width - textWidth(left) - 3;
      return fitLine(`${left}${this.remark(field, isFocused, behind)}`, width);
    });
    return [...lines, ...foot];
  }

  /** How many lines it would like to have. */
  get length(): number {
    return this.fields.length;
  }

  /** True where somebody typed something that is not sent yet. */
  get isTouched(): boolean {
    return this.fields.some(({ spec, input }) => input.text !== (spec.initial ?? spec.choices?.[0] ?? ''));
  }

  spoken(): string {
    const field = this.fields[this.at];
    if (!field) return '';
    const problem = problemOf(field, this.wasSubmitted);
    const { label, hint } = field.spec;
    const value = field.input.text || 'empty';
    const told = [`${label}: ${value}`, problem ?? hint].filter((part) => part !== undefined);
    return told.map((part) => escapeText(part).replace(/\.$/, '')).join('. ');
  }

  /** What stands behind a field: what is wrong with it, or how it is written. */
  private remark(field: Field, isFocused: boolean, room: number): string {
    const { paint } = this.theme;
    const problem = problemOf(field, this.wasSubmitted);
    if (problem !== undefined && room > 4)
      return `  ${paint('red', `✗ ${truncateText(escapeText(problem), room - 2)}`)}`;
    if (!isFocused || field.spec.hint === undefined || room < 4) return '';
    return `  ${paint('dim', truncateText(escapeText(field.spec.hint), room))}`;
  }

  private go(to: number): boolean {
    this.at = Math.min(this.fields.length - 1, Math.max(0, to));
    return true;
  }
}

function problemOf({ spec, input }: Field, isSubmitted: boolean): string | undefined {
  const text = input.text.trim();
  if (text === '') return spec.isRequired === true && isSubmitted ? 'must be filled in' : undefined;
  try {
    spec.parse?.(text);
    return undefined;
  } catch (error) {
    if (isOpsdeskError(error)) return error.hint ?? error.message;
    throw error;
  }
}

function choose({ input }: Field, choices: readonly string[], { name, text }: Key): boolean {
  const at = choices.indexOf(input.text);
  const step = name === 'right' || name === ' ' ? 1 : name === 'left' ? -1 : 0;
  if (step !== 0) {
    input.text = choices[(at + step + choices.length) % choices.length] ?? '';
    return true;
  }
  const typed = choices.find((choice) => text !== '' && choice.toLowerCase().startsWith(text.toLowerCase()));
  if (typed !== undefined) input.text = typed;
  return text !== '';
}

function drawChoice({ input }: Field, isFocused: boolean, { paint }: Theme): string {
  return isFocused ? `${paint('dim', '‹')} ${paint('bold', input.text)} ${paint('dim', '›')}` : input.text;
}

/** @throws INVALID_INPUT unless it is a number with one or two digits */
export function parseCount(text: string, atLeast = 0): number {
  if (/^\d{1,2}$/.test(text) && Number(text) >= atLeast) return Number(text);
  throw new OpsdeskError('INVALID_INPUT', `a number from ${atLeast} to 99`);
}
