/** A template taken apart. Lines count from 1. */
export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'field'; readonly path: string; readonly line: number }
  | {
      readonly kind: 'if';
      readonly path: string;
      /** What the field must be; undefined where it only has to be there. */
      readonly is: string | undefined;
      readonly then: readonly TemplateNode[];
      readonly otherwise: readonly TemplateNode[];
      readonly line: number;
    }
  | {
      readonly kind: 'each' | 'with';
      readonly path: string;
      readonly inner: readonly TemplateNode[];
      readonly line: number;
    };

export interface Template {
  readonly subject: readonly TemplateNode[];
  readonly body: readonly TemplateNode[];
}

/** What is wrong with a template, and where. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';

  constructor(
    message: string,
    readonly line: number,
    /** The field that it is about. */
    readonly field?: string,
  ) {
    super(message);
  }
}

/**
 * Reads `Subject: …`, an empty line, and the text. In both: `{{field}}`, `{{#if field}}`, `{{#if field is word}}`,
 * `{{else}}`, `{{/if}}`, `{{#each list}}…{{/each}}`, `{{#with group}}…{{/with}}`. A line that holds nothing but one
 * of these goes without leaving an empty one.
 * @throws TemplateError
 */
export function parseTemplate(text: string): Template {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const [first = '', second = ''] = lines;
  const subject = /^Subject: (.*\S)/.exec(first)?.[1];
  if (subject === undefined) throw new TemplateError('it does not begin with "Subject: " and a subject', 1);
  if (second.trim() !== '') throw new TemplateError('no empty line stands behind the subject', 2);
  return { subject: parse(subject, 1), body: parse(lines.slice(2).join('\n'), 3) };
}

interface Token {
  readonly text: string;
  readonly isTag: boolean;
  readonly line: number;
}

/** Tags, and what stands between them; a control tag alone on its line takes the whole line with it. */
function tokensOf(text: string, firstLine: number): Token[] {
  const tokens: Token[] = [];
  let line = firstLine;
  for (const piece of text.split(/(^[ \t]*\{\{(?:[#/][^{}\n]*|else)\}\}[ \t]*\n|\{\{[^{}\n]*\}\})/m)) {
    const tag = /^[ \t]*\{\{([^{}\n]*)\}\}[ \t]*\n?$/.exec(piece)?.[1];
    tokens.push(tag === undefined ? { text: piece, isTag: false, line } : { text: tag.trim(), isTag: true, line });
    line += piece.split('\n').length - 1;
  }
  return tokens.filter(({ text: piece, isTag }) => isTag || piece !== '');
}

function parse(text: string, firstLine: number): TemplateNode[] {
  const tokens = tokensOf(text, firstLine);
  const stray = tokens.find((token) => !token.isTag && /\{\{|\}\}/.test(token.text));
  if (stray) throw new TemplateError('a "{{" has no "}}" on its line, or the reverse', lineOfBrace(stray));
  return new Reader(tokens).block(undefined);
}

function lineOfBrace({ text, line }: Token): number {
  return line + text.slice(0, text.search(/\{\{|\}\}/)).split('\n').length - 1;
}

const PATH = /^[a-zA-Z]\w*(?:\.[a-zA-Z]\w*)*$/;

class Reader {
  private at = 0;
  constructor(private readonly tokens: readonly Token[]) {}

  /** What stands up to `{{else}}`, `{{/…}}` of the block that is open, or the end where none is. */
  block(open: { readonly name: string; readonly line: number } | undefined): TemplateNode[] {
    const nodes: TemplateNode[] = [];
    for (;;) {
      const token = this.tokens[this.at];
      if (!token) {
        if (!open) return nodes;
        throw new TemplateError(`{{#${open.name}}} is never closed`, open.line);
      }
      if (token.isTag && (token.text === 'else' || token.text.startsWith('/'))) {
        if (open) return nodes;
        throw new TemplateError(`{{${token.text}}} closes nothing`, token.line);
      }
      this.at += 1;
      nodes.push(token.isTag ? this.tag(token) : { kind: 'text', text: token.text });
    }
  }

  private tag({ text, line }: Token): TemplateNode {
    const [, name, path = '', is] = /^#(if|each|with) +(\S+)(?: +is +(\S+))?$/.exec(text) ?? [];
    if (name === undefined) {
      if (PATH.test(text)) return { kind: 'field', path: text, line };
      throw new TemplateError(`{{${text}}} is neither a field nor one of #if, #each, #with`, line);
    }
    if (!PATH.test(path)) throw new TemplateError(`"${path}" is not the name of a field`, line, path);
    if (name === 'if') {
      const then = this.block({ name, line });
      const otherwise = this.closes('else') ? this.block({ name, line }) : [];
      this.close('if', line);
      return { kind: 'if', path, is, then, otherwise, line };
    }
    if (is !== undefined) throw new TemplateError(`{{#${name}}} takes a field alone`, line);
    const inner = this.block({ name, line });
    this.close(name, line);
    return { kind: name === 'each' ? 'each' : 'with', path, inner, line };
  }

  private closes(tag: string): boolean {
    const isNext = this.tokens[this.at]?.text === tag;
    if (isNext) this.at += 1;
    return isNext;
  }

  private close(name: string, line: number): void {
    const token = this.tokens[this.at];
    if (this.closes(`/${name}`)) return;
    throw new TemplateError(`{{#${name}}} of line ${line} is closed by {{${token?.text ?? ''}}}`, token?.line ?? line);
  }
}
