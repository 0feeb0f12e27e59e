import { OpsdeskError } from '../../kernel/errors.js';
import type { Paint } from '../../present/colour.js';
import { readManifest, readPackage } from '../package-file.js';
import { isTopic, unknownCommand } from '../route.js';
import { commandHelp } from './command-help.js';
import { exitCodesPage } from './exit-codes-page.js';
import { rootHelp, topicHelp } from './topic-help.js';

export interface HelpContext {
  readonly root: string;
  readonly ids: readonly string[];
  readonly paint: Paint;
  readonly width: number;
}

/**
 * The page for what follows `opsdesk help`: nothing, a noun, a command, or a topic of its own.
 * @throws USAGE when there is none
 */
export function helpPage(words: readonly string[], context: HelpContext): string {
  if (words[0] === 'exit-codes') return exitCodesPage(context);
  const manifest = readManifest(context.root);
  const topics = readPackage(context.root).oclif.topics ?? {};
  const isListed = (id: string) => manifest[id]?.hidden !== true;
  if (words.length === 0) return rootHelp({ ...context, manifest, topics, isListed });
  const command = manifest[words.join(':')];
  if (command) return commandHelp(command, context);
  const [noun = ''] = words;
  if (words.length === 1 && isTopic(noun, context.ids))
    return topicHelp(noun, { ...context, manifest, topics, isListed });
  if (context.ids.includes(words.join(':'))) {
    throw new OpsdeskError('INTERNAL', 'oclif.manifest.json is older than the commands', {
      hint: 'Run: npm run build',
    });
  }
  throw unknownCommand(words, context.ids);
}
