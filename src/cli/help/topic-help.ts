import type { Paint } from '../../present/colour.js';
import type { ManifestCommand } from '../package-file.js';
import { type Entry, entries, page, section } from './layout.js';

interface Catalogue {
  readonly ids: readonly string[];
  readonly paint: Paint;
  readonly width: number;
  readonly manifest: Readonly<Record<string, ManifestCommand>>;
  readonly topics: Readonly<Record<string, { readonly description?: string }>>;
  isListed(id: string): boolean;
}

const PAGES: readonly Entry[] = [{ name: 'exit-codes', text: 'What the exit statuses mean.' }];

const FIRST_STEPS: readonly string[] = [
  'opsdesk db seed --scenario hub --size small',
  'opsdesk flight list --limit 5',
  'opsdesk booking create --help',
];

/** What `opsdesk --help` prints. */
export function rootHelp(catalogue: Catalogue): string {
  const { ids, paint, width, manifest, topics, isListed } = catalogue;
  const listed = ids.filter(isListed);
  const nouns = [...new Set(listed.filter((id) => id.includes(':')).map((id) => id.split(':')[0] ?? ''))].sort();
  const nounEntries = nouns.map((name) => ({ name, text: topics[name]?.description ?? verbs(name, listed) }));
  const topEntries = listed
    .filter((id) => !id.includes(':'))
    .map((id) => ({ name: id, text: manifest[id]?.summary ?? '' }));
  const nameWidth = Math.max(...[...nounEntries, ...topEntries, ...PAGES].map(({ name }) => name.length));
  const list = (title: string, list: readonly Entry[]) => section(title, entries(list, width, paint, nameWidth), paint);
  return page([
    'The terminal desk of a travel booking operation.',
    section('USAGE', '  $ opsdesk NOUN VERB [arguments] [flags]', paint),
    list('NOUNS', nounEntries),
    list('COMMANDS', topEntries),
    list('HELP PAGES (opsdesk help PAGE)', PAGES),
    section('FIRST STEPS', FIRST_STEPS.map((line) => `  $ ${line}`).join('\n'), paint),
    paint('dim', 'opsdesk NOUN --help lists its verbs; opsdesk NOUN VERB --help explains one.'),
  ]);
}

/** What `opsdesk NOUN` prints. */
export function topicHelp(noun: string, catalogue: Catalogue): string {
  const { ids, paint, width, manifest, topics, isListed } = catalogue;
  const commands = ids.filter((id) => id.startsWith(`${noun}:`) && isListed(id)).sort();
  const list = commands.map((id) => ({ name: id.slice(noun.length + 1), text: manifest[id]?.summary ?? '' }));
  return page([
    topics[noun]?.description ?? '',
    section('USAGE', `  $ opsdesk ${noun} VERB [arguments] [flags]`, paint),
    section('VERBS', entries(list, width, paint), paint),
    paint('dim', `opsdesk ${noun} VERB --help explains one.`),
  ]);
}

function verbs(noun: string, ids: readonly string[]): string {
  return ids
    .filter((id) => id.startsWith(`${noun}:`))
    .map((id) => id.slice(noun.length + 1))
    .join(', ');
}
