import { plainLine } from './plain-text.js';
import type { MessageText } from './templates/template.js';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return plainLine(text).replace(/[&<>"]/g, (char) => ENTITIES[char] ?? char);
}

/**
 * The same text as a page that needs nothing else: a paragraph for what stands between blank lines, a list for
 * lines that are indented. Nothing of the text is taken for markup.
 */
export function toHtml({ subject, body }: MessageText): string {
  const paragraphs = body
    .split(/\n{2,}/)
    .map((block) => block.split('\n').filter((line) => line.trim() !== ''))
    .filter((lines) => lines.length > 0);
  return [
    '<!DOCTYPE html>',
    `<html><head><meta charset="utf-8"><title>${escaped(subject)}</title></head>`,
    '<body style="font-family:sans-serif;line-height:1.5;max-width:42em">',
    ...paragraphs.map(toBlocks),
    '</body></html>',
    '',
  ].join('\n');
}

function toBlocks(lines: readonly string[]): string {
  const runs: string[][] = [];
  for (const line of lines) {
    const run = runs.at(-1);
    if (run && isIndented(run[0] ?? '') === isIndented(line)) run.push(line);
    else runs.push([line]);
  }
  return runs
    .map((run) =>
      isIndented(run[0] ?? '')
        ? `<ul>\n${run.map((line) => `<li>${escaped(line.trim().replace(/^- /, ''))}</li>`).join('\n')}\n</ul>`
        : `<p>${run.map(escaped).join('<br>\n')}</p>`,
    )
    .join('\n');
}

function isIndented(line: string): boolean {
  return line.startsWith('  ');
}
