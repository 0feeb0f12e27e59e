import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { didYouMean } from '../kernel/did-you-mean.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { TemplateName } from './templates/template.js';
import { TEMPLATE_NAMES, Templates } from './templates.js';

/** A BCP 47 tag in letters that a folder can have. */
const LANGUAGE = /^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/i;

/**
 * The texts that come with the program, and in their place those of a folder: `de/confirmation.txt`.
 * @param folder undefined for none
 * @throws INVALID_INPUT for what is no language and no template, and for a text that cannot be filled; it names file,
 *   line and field
 */
export async function openTemplates(folder: string | undefined): Promise<Templates> {
  const templates = new Templates();
  if (folder === undefined) return templates;
  for (const language of await visibleIn(folder)) {
    if (!LANGUAGE.test(language)) throw unknown(path.join(folder, language), 'is no language', ['en', 'de', 'de-AT']);
    for (const file of await visibleIn(path.join(folder, language))) {
      const name = TEMPLATE_NAMES.find((each) => `${each}.txt` === file);
      const place = path.join(folder, language, file);
      if (name === undefined) throw unknown(place, 'is the name of no template', TEMPLATE_NAMES.map(asFile), file);
      templates.add(language, name, await readText(place), place);
    }
  }
  return templates;
}

const asFile = (name: TemplateName) => `${name}.txt`;

async function visibleIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    throw unreadable(folder, cause);
  });
  return names.filter((name) => !name.startsWith('.')).sort();
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw unreadable(file, cause);
  });
}

function unreadable(place: string, cause: NodeJS.ErrnoException): OpsdeskError {
  return new OpsdeskError('INVALID_INPUT', `${place} cannot be read: ${cause.code ?? cause.message}`, {
    hint: 'OPSDESK_TEMPLATES names a folder with a folder for each language.',
    details: { file: place },
    cause,
  });
}

function unknown(place: string, problem: string, known: readonly string[], typed = ''): OpsdeskError {
  const near = didYouMean(typed, known);
  return new OpsdeskError('INVALID_INPUT', `${place} ${problem}`, {
    hint: near === undefined ? `There is ${known.join(', ')}.` : `Did you mean ${near}?`,
    details: { file: place },
  });
}
