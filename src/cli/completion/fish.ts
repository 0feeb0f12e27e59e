import { type Completable, type CompletableFlag, nounsOf } from './completable.js';

/** One `complete` line for each noun, verb and flag. */
export function fishScript(commands: readonly Completable[]): string {
  const nouns = nounsOf(commands);
  const lines = nouns.map((noun) => {
    const summary = commands.find(({ name }) => name === noun)?.summary ?? '';
    return `complete -c opsdesk -f -n __fish_use_subcommand -a ${noun} -d ${quote(summary)}`;
  });
  for (const { name, summary, flags } of commands) {
    const [noun = '', verb] = name.split(' ');
    const verbs = commands
      .filter((other) => other.name.startsWith(`${noun} `))
      .map((other) => other.name.split(' ')[1]);
    if (verb !== undefined) {
      const isVerbNext = `__fish_seen_subcommand_from ${noun}; and not __fish_seen_subcommand_from ${verbs.join(' ')}`;
      lines.push(`complete -c opsdesk -f -n ${quote(isVerbNext)} -a ${verb} -d ${quote(summary)}`);
    }
    const isHere = [noun, ...(verb === undefined ? [] : [verb])].map((word) => `__fish_seen_subcommand_from ${word}`);
    for (const flag of flags) lines.push(`complete -c opsdesk -n ${quote(isHere.join('; and '))} ${flagPart(flag)}`);
  }
  return `# fish completion for opsdesk\n${lines.join('\n')}\n`;
}

function flagPart(flag: CompletableFlag): string {
  const values = flag.options.length > 0 ? ` -x -a ${quote(flag.options.join(' '))}` : flag.takesValue ? ' -r' : '';
  return `-l ${flag.name}${values} -d ${quote(flag.summary)}`;
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
