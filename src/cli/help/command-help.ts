import type { Paint } from '../../present/colour.js';
import { wrapText } from '../../present/text-width.js';
import type { ManifestArg, ManifestCommand, ManifestFlag } from '../package-file.js';
import { type Entry, entries, page, prose, section, widestName } from './layout.js';

interface Place {
  readonly paint: Paint;
  readonly width: number;
}

const GROUPS: readonly (readonly [group: string, title: string])[] = [
  ['WRITE', 'WRITE FLAGS'],
  ['BULK', 'BULK FLAGS'],
  ['GLOBAL', 'GLOBAL FLAGS'],
];

/** The help page of one command. */
export function commandHelp(command: ManifestCommand, { paint, width }: Place): string {
  const name = `opsdesk ${command.id.replaceAll(':', ' ')}`;
  const args = Object.values(command.args).filter((arg) => !arg.hidden);
  const flags = Object.values(command.flags).filter((flag) => !flag.hidden);
  const own = flags.filter((flag) => !GROUPS.some(([group]) => group === flag.helpGroup));
  const argEntries = args.map((arg) => ({ name: arg.name.toUpperCase(), text: describeArg(arg) }));
  const flagWidth = widestName(flags.map(flagEntry));
  const flagSection = (title: string, list: readonly ManifestFlag[]) =>
    section(title, entries(list.map(flagEntry), width, paint, flagWidth), paint);
  return page([
    wrapText(command.summary ?? '', width).join('\n'),
    section('USAGE', `  $ ${[name, ...args.map(usageOfArg), ...usageOfFlags(own)].join(' ')}`, paint),
    section('ARGUMENTS', entries(argEntries, width, paint), paint),
    flagSection('FLAGS', own),
    ...GROUPS.map(([group, title]) =>
      flagSection(
        title,
        flags.filter((flag) => flag.helpGroup === group),
      ),
    ),
    section('DESCRIPTION', command.description ? prose(command.description, width) : '', paint),
    section('EXAMPLES', examples(command, name, paint), paint),
  ]);
}

function usageOfArg(arg: ManifestArg): string {
  const name = `${arg.name.toUpperCase()}${arg.multiple ? '…' : ''}`;
  return arg.required ? name : `[${name}]`;
}

function usageOfFlags(own: readonly ManifestFlag[]): string[] {
  const required = own.filter((flag) => flag.required).map((flag) => `--${flag.name} ${placeholderOf(flag)}`.trim());
  return [...required, '[flags]'];
}

function describeArg(arg: ManifestArg): string {
  const options = arg.options ? ` (${arg.options.join(', ')})` : '';
  return `${arg.description ?? ''}${options}`;
}

function flagEntry(flag: ManifestFlag): Entry {
  const short = flag.char ? `-${flag.char}, ` : '    ';
  const notes = [
    flag.required ? 'required' : '',
    flag.multiple ? 'repeatable' : '',
    flag.default === undefined || flag.type === 'boolean' ? '' : `default ${String(flag.default)}`,
  ].filter((note) => note !== '');
  const text = flag.summary ?? flag.description ?? '';
  return {
    name: `${short}--${flag.name} ${placeholderOf(flag)}`.trimEnd(),
    text: notes.length > 0 ? `${text} [${notes.join(', ')}]` : text,
  };
}

function placeholderOf(flag: ManifestFlag): string {
  if (flag.type === 'boolean') return '';
  return flag.helpValue ?? (flag.options ? flag.options.join('|') : flag.name.toUpperCase());
}

function examples(command: ManifestCommand, name: string, paint: Paint): string {
  const expand = (text: string) =>
    text.replaceAll('<%= config.bin %>', 'opsdesk').replaceAll('<%= command.id %>', name.slice('opsdesk '.length));
  return (command.examples ?? [])
    .map((example) => {
      if (typeof example === 'string') return `  $ ${expand(example)}`;
      const line = `  $ ${expand(example.command)}`;
      return example.description ? `  ${paint('dim', expand(example.description))}\n${line}` : line;
    })
    .join('\n');
}
