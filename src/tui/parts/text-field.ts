import { escapeText } from '../../present/escape-text.js';
import { textWidth } from '../../present/text-width.js';
import { type Key, PASTE } from '../key.js';
import type { Theme } from '../theme.js';

/** One line of text under a cursor. What is pasted comes in as one line. */
export class TextField {
  private graphemes: string[];
  private at: number;

  constructor(
    text = '',
    private readonly maxLength = 500,
  ) {
    this.graphemes = split(text);
    this.at = this.graphemes.length;
  }

  get text(): string {
    return this.graphemes.join('');
  }

  set text(text: string) {
    this.graphemes = split(text);
    this.at = this.graphemes.length;
  }

  /** @returns whether the key changed the text or moved the cursor within it */
  press({ name, text }: Key): boolean {
    switch (name) {
      case 'left':
        return this.moveTo(this.at - 1);
      case 'right':
        return this.moveTo(this.at + 1);
      case 'home':
      case 'ctrl-a':
        return this.moveTo(0);
      case 'end':
      case 'ctrl-e':
        return this.moveTo(this.graphemes.length);
      case 'backspace':
        if (this.at > 0) this.graphemes.splice(--this.at, 1);
        return true;
      case 'delete':
        this.graphemes.splice(this.at, 1);
        return true;
      case 'ctrl-u':
        this.graphemes.splice(0, this.at);
        this.at = 0;
        return true;
      case 'ctrl-k':
        this.graphemes.splice(this.at);
        return true;
      case 'ctrl-w':
        return this.eraseWord();
      default:
        return this.insert(name === PASTE ? text.replace(/\s+/g, ' ').trim() : text);
    }
  }

  /** With the cursor in it; the part around the cursor where it is too long. */
  draw(width: number, { paint }: Theme, isFocused: boolean): string {
    const shown = this.graphemes.map(escapeText);
    if (!isFocused) return shown.join('') === '' ? paint('dim', '_') : cut(shown, 0, width);
    let first = 0;
    while (first < this.at && textWidth(shown.slice(first, this.at).join('')) > width - 2) first += 1;
    const before = shown.slice(first, this.at).join('');
    const under = shown[this.at] ?? ' ';
    const cursor = paint('inverse', under);
    const after = cut(shown, this.at + 1, Math.max(0, width - textWidth(before) - textWidth(under)));
    // Without colours nothing shows where the cursor is.
    return before + (cursor === under ? `▏${under.trimEnd()}` : cursor) + after;
  }

  private insert(text: string): boolean {
    const added = split(text).slice(0, Math.max(0, this.maxLength - this.graphemes.length));
    this.graphemes.splice(this.at, 0, ...added);
    this.at += added.length;
    return text !== '';
  }

  private moveTo(position: number): boolean {
    this.at = Math.min(this.graphemes.length, Math.max(0, position));
    return true;
  }

  private eraseWord(): boolean {
    const before = this.graphemes.slice(0, this.at).join('').trimEnd().replace(/\S+$/, '');
    const kept = split(before);
    this.graphemes.splice(0, this.at, ...kept);
    this.at = kept.length;
    return true;
  }
}

let segmenter: Intl.Segmenter | undefined;

function split(text: string): string[] {
  if (/^[\x20-\x7e]*$/.test(text)) return [...text];
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return [...segmenter.segment(text)].map(({ segment }) => segment);
}

function cut(graphemes: readonly string[], from: number, width: number): string {
  let kept = '';
  for (const grapheme of graphemes.slice(from)) {
    if (textWidth(kept) + textWidth(grapheme) > width) break;
    kept += grapheme;
  }
  return kept;
}
