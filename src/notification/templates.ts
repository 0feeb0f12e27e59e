import { plainFields } from './plain-text.js';
import { english } from './templates/en.js';
import type { FormatMoney, MessageText, TemplateFields, TemplateName, TemplateSet } from './templates/template.js';

const languages = new Map<string, TemplateSet>([['en', english]]);

/**
 * Fills a template in a language, or in English where we have no texts in it (`de-AT`, then `de`, then `en`).
 * No field can break a line, so that none can pass for a line of ours.
 */
export function renderMessage<T extends TemplateName>(
  template: T,
  language: string,
  fields: TemplateFields[T],
  format: FormatMoney,
): MessageText {
  const tag = language.toLowerCase();
  const texts = languages.get(tag) ?? languages.get(tag.split('-')[0] ?? '') ?? english;
  return texts[template](plainFields(fields), format);
}
