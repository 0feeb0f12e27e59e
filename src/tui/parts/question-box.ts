import { escapeText } from '../../present/escape-text.js';
import { wrapText } from '../../present/text-width.js';
import type { Area, Line } from '../area.js';
import { shownCommand } from '../command-line.js';
import type { Key } from '../key.js';
import type { Binding } from '../place.js';
import type { Overlay, Question, Stage } from '../stage.js';
import { TextField } from './text-field.js';
import { wrapLine } from './wrap-line.js';

type Spot = 'reference' | 'leave' | 'go';

/**
 * Asks before a write. What cannot be taken back wants its reference typed, and the button that leaves everything
 * as it is has the focus: no one key does any harm.
 */
export class QuestionBox implements Overlay {
  readonly title = 'Are you sure?';
  private readonly field = new TextField('', 40);
  private readonly spots: readonly Spot[];
  private spot: Spot;

  constructor(
    private readonly stage: Stage,
    private readonly question: Question,
  ) {
    this.spots = question.reference === undefined ? ['leave', 'go'] : ['reference', 'leave', 'go'];
    this.spot = question.reference === undefined ? 'go' : 'leave';
  }

  bindings(): readonly Binding[] {
    const isSevere = this.question.reference !== undefined;
    return [
      { keys: ['enter'], label: this.enterLabel(), run: () => {} },
      { keys: ['tab'], label: isSevere ? 'reference, buttons' : 'the other button', run: () => {} },
      { keys: ['escape'], label: 'leave it', run: () => {} },
    ];
  }

  command() {
    return this.question.command;
  }

  draw({ width }: Area): Line[] {
    const { paint } = this.stage.theme;
    const { text, reference, verb } = this.question;
    const button = (spot: Spot, label: string) =>
      this.spot === spot ? paint('inverse', `[ ${label} ]`) + (this.isPlain ? ' ‹' : '') : `  ${label}  `;
    return [
      '',
      ...wrapText(escapeText(text), width - 4).map((line) => `  ${paint('bold', line)}`),
      '',
      ...(reference === undefined
        ? []
        : [
            `  ${this.spot === 'reference' ? this.stage.theme.pointer : ' '} Type ${reference} to go on:  ${this.field.draw(20, this.stage.theme, this.spot === 'reference')}`,
            '',
          ]),
      `  ${button('leave', this.leaveLabel)}   ${button('go', verb)}`,
      '',
      ...(this.complaint === undefined ? [] : [`  ${paint('yellow', this.complaint)}`, '']),
      ...wrapLine(shownCommand(this.question.command), width - 4).map((line) => `  ${paint('dim', line)}`),
    ];
  }

  spoken(): string {
    const spot =
      this.spot === 'reference'
        ? `Type ${this.question.reference}: ${escapeText(this.field.text) || 'empty'}`
        : `Button: ${this.spot === 'leave' ? this.leaveLabel : this.question.verb}`;
    return `${escapeText(this.question.text)} ${spot}${this.complaint === undefined ? '' : `. ${this.complaint}`}`;
  }

  press(key: Key): boolean {
    this.complaint = undefined;
    const at = this.spots.indexOf(this.spot);
    const go = (step: number) => {
      this.spot = this.spots[(at + step + this.spots.length) % this.spots.length] as Spot;
      return true;
    };
    switch (key.name) {
      case 'escape':
        this.stage.uncover();
        return true;
      case 'tab':
      case 'down':
        return go(1);
      case 'shift-tab':
      case 'up':
        return go(-1);
      case 'enter':
        return this.enter();
      default:
        break;
    }
    if (this.spot !== 'reference' && (key.name === 'left' || key.name === 'right')) {
      this.spot = this.spot === 'go' ? 'leave' : 'go';
      return true;
    }
    // Whoever begins to type means the reference.
    if (this.question.reference !== undefined && key.text !== '') this.spot = 'reference';
    return this.spot === 'reference' ? this.field.press(key) : false;
  }

  private complaint: string | undefined;

  private get leaveLabel(): string {
    return this.question.leave ?? 'Cancel';
  }

  private enterLabel(): string {
    if (this.spot === 'reference') return 'go on';
    return this.spot === 'go' ? this.question.verb.toLowerCase() : 'leave it';
  }

  private get isPlain(): boolean {
    return this.stage.theme.paint('inverse', 'x') === 'x';
  }

  private enter(): boolean {
    const { reference } = this.question;
    if (this.spot === 'leave') this.stage.uncover();
    else if (reference !== undefined && this.field.text.trim().toUpperCase() !== reference.toUpperCase()) {
      this.complaint = `That is not ${reference}: nothing was done.`;
      this.spot = 'reference';
    } else if (this.spot === 'reference') this.spot = 'go';
    else {
      this.stage.uncover();
      this.question.run();
    }
    return true;
  }
}
