import { didYouMean } from '../kernel/did-you-mean.js';
import { OpsdeskError } from '../kernel/errors.js';

/** What a command line asks for, before any flag is read. */
export type Route =
  | { readonly kind: 'version' }
  | { readonly kind: 'bare' }
  | { readonly kind: 'help'; readonly words: readonly string[] }
  | { readonly kind: 'command'; readonly id: string; readonly argv: readonly string[] };

/** Global flags that take a value: they may stand before the command. */
const LEADING_WITH_VALUE = new Set(['--profile', '--output', '-o', '--fields', '--limit', '--cursor', '--timeout']);
const HELP_FLAGS = new Set(['--help', '-h']);

/** @throws USAGE when no command has that name, with the nearest one that has */
export function routeOf(argv: readonly string[], ids: readonly string[]): Route {
  if (argv[0] === '--version' || argv[0] === '-v') return { kind: 'version' };
  const { leading, rest } = splitLeading(argv);
  const words = leadingWords(rest);
  if (words[0] === 'help') return { kind: 'help', words: words.slice(1) };
  const end = argv.indexOf('--');
  const wantsHelp = argv.slice(0, end < 0 ? undefined : end).some((text) => HELP_FLAGS.has(text));
  const length = matchLength(words, ids);
  if (length > 0 && !wantsHelp) {
    return { kind: 'command', id: words.slice(0, length).join(':'), argv: [...leading, ...rest.slice(length)] };
  }
  if (wantsHelp) return { kind: 'help', words: length > 0 ? words.slice(0, length) : words };
  if (words.length === 0) return bareRoute(rest);
  if (words.length === 1 && isTopic(words[0] ?? '', ids)) return { kind: 'help', words };
  throw unknownCommand(words, ids);
}

/** @throws USAGE */
export function unknownCommand(words: readonly string[], ids: readonly string[]): OpsdeskError {
  const names = ids.map((id) => id.replaceAll(':', ' '));
  const topics = names.map((name) => name.split(' ')[0] ?? '');
  const verbs = names.filter((name) => name.startsWith(`${words[0]} `));
  const typed = words.slice(0, 2).join(' ');
  const near = didYouMean(typed, verbs.length > 0 ? verbs : names) ?? didYouMean(words[0] ?? '', [...new Set(topics)]);
  const where = verbs.length > 0 ? `opsdesk ${words[0]} --help` : 'opsdesk --help';
  return new OpsdeskError('USAGE', `there is no command "${verbs.length > 0 ? typed : (words[0] ?? '')}"`, {
    hint: near ? `Did you mean: opsdesk ${near}? See: ${where}` : `See: ${where}`,
  });
}

export function isTopic(word: string, ids: readonly string[]): boolean {
  return ids.some((id) => id.startsWith(`${word}:`));
}

function bareRoute(rest: readonly string[]): Route {
  const flag = rest.find((text) => text !== '--');
  if (flag === undefined) return { kind: 'bare' };
  throw new OpsdeskError('USAGE', `there is no flag ${flag} without a command`, { hint: 'See: opsdesk --help' });
}

function splitLeading(argv: readonly string[]): { leading: string[]; rest: string[] } {
  let at = 0;
  while (at < argv.length && isFlag(argv[at])) at += LEADING_WITH_VALUE.has(argv[at] ?? '') ? 2 : 1;
  const hasCommand = at < argv.length && argv[at] !== '--';
  return hasCommand ? { leading: argv.slice(0, at), rest: argv.slice(at) } : { leading: [], rest: [...argv] };
}

function leadingWords(argv: readonly string[]): string[] {
  const end = argv.findIndex((text) => text.startsWith('-'));
  return argv.slice(0, end < 0 ? undefined : end);
}

function matchLength(words: readonly string[], ids: readonly string[]): number {
  for (let length = Math.min(words.length, 3); length > 0; length -= 1) {
    if (ids.includes(words.slice(0, length).join(':'))) return length;
  }
  return 0;
}

function isFlag(text: string | undefined): boolean {
  return text?.startsWith('-') === true && text !== '--' && text !== '-';
}
