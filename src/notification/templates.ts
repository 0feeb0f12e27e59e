import { didYouMean } from '../kernel/did-you-mean.js';
import { OpsdeskError } from '../kernel/errors.js';
import { plainFields } from './plain-text.js';
import { checkTemplate } from './templates/check-template.js';
import { ENGLISH } from './templates/en.js';
import { fillTemplate } from './templates/fill-template.js';
import { parseTemplate, type Template, TemplateError } from './templates/parse-template.js';
import { SHAPES } from './templates/shape.js';
import type { FormatMoney, MessageText, TemplateFields, TemplateName } from './templates/template.js';

const FALLBACK = 'en';

export const TEMPLATE_NAMES = Object.keys(ENGLISH) as readonly TemplateName[];

/** @throws INVALID_INPUT naming those that there are */
export function requireTemplate(text: string): TemplateName {
  const name = TEMPLATE_NAMES.find((each) => each === text);
  if (name !== undefined) return name;
  const near = didYouMean(text, TEMPLATE_NAMES);
  throw new OpsdeskError('INVALID_INPUT', `there is no template "${text}"`, {
    hint: `${near === undefined ? '' : `Did you mean ${near}? `}There is ${TEMPLATE_NAMES.join(', ')}.`,
    details: { template: text, known: TEMPLATE_NAMES },
  });
}

/** Every text that there is, by language and template; each was checked when it was added. */
export class Templates {
  private readonly texts = new Map<string, Template>();

  /** The texts that come with the program. */
  constructor() {
    for (const name of TEMPLATE_NAMES) this.add(FALLBACK, name, ENGLISH[name], `en/${name}`);
  }

  /**
   * Takes a text in place of the one before.
   * @param file for messages
   * @throws INVALID_INPUT for one that cannot be read, or that names a field that its message does not have
   */
  add(language: string, name: TemplateName, text: string, file: string): void {
    try {
      const template = parseTemplate(text);
      checkTemplate(template, SHAPES[name]);
      this.texts.set(keyOf(language, name), template);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      const { message, line, field } = error;
      throw new OpsdeskError('INVALID_INPUT', `${file}, line ${line}: ${message}`, {
        hint: 'No message goes out before every template can be filled. Mend it, or take it away to get the one that comes with opsdesk.',
        details: { file, line, ...(field === undefined ? {} : { field }) },
      });
    }
  }

  /**
   * Fills a template in a language, or in English where there is no text in it (`de-AT`, then `de`, then `en`).
   * No field can break a line, so that none can pass for a line of ours.
   */
  render<T extends TemplateName>(
    name: T,
    language: string,
    fields: TemplateFields[T],
    format: FormatMoney,
  ): MessageText {
    const [base = ''] = language.split('-');
    const template = [language, base, FALLBACK].flatMap((tag) => this.texts.get(keyOf(tag, name)) ?? [])[0];
    if (!template) throw new Error(`there is no template ${name}`);
    const values: object = plainFields(fields);
    const { subject, body } = fillTemplate(template, SHAPES[name], values as Record<string, unknown>, format);
    return { subject: subject.trim(), body };
  }
}

function keyOf(language: string, name: string): string {
  return `${language.toLowerCase()}/${name}`;
}
