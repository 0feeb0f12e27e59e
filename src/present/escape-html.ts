import { escapeText } from './escape-text.js';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for an HTML page, inside elements and quoted attributes. What is unsafe in a terminal is visible here, too. */
export function escapeHtml(text: string): string {
  return escapeText(text).replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
}
