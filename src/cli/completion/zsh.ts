import { type Completable, type CompletableFlag, nounsOf } from './completable.js';

/** A function of zsh's completion system, for a folder of `fpath`. */
export function zshScript(commands: readonly Completable[]): string {
  const nouns = nounsOf(commands);
  const nounLines = nouns.map((noun) => {
    const alone = commands.find(({ name }) => name === noun);
    return `    ${quote(`${noun}:${(alone?.summary ?? '').replaceAll(':', '\\:')}`)}`;
  });
  const verbCases = nouns.flatMap((noun) => {
    const verbs = commands.filter(({ name }) => name.startsWith(`${noun} `));
    if (verbs.length === 0) return [];
    const list = verbs.map(({ name, summary }) => quote(`${name.split(' ')[1]}:${summary.replaceAll(':', '\\:')}`));
    return [`    ${noun}) verbs=(${list.join(' ')}) ;;`];
  });
  const flagCases = commands.map(
    ({ name, flags }) => `    ${quote(name)}) flags=(${flags.map(flagSpec).join(' ')}) ;;`,
  );
  return `#compdef opsdesk
_opsdesk() {
  local -a nouns verbs flags
  local command="$words[2]"
  nouns=(
${nounLines.join('\n')}
    'help:Explain a command.'
  )
  if (( CURRENT == 2 )); then
    _describe 'command' nouns
    return
  fi
  case "$command" in
${verbCases.join('\n')}
  esac
  if (( CURRENT == 3 && $#verbs )) && [[ "$words[3]" != -* ]]; then
    _describe 'verb' verbs
    return
  fi
  (( $#verbs )) && command="$command $words[3]"
  case "$command" in
${flagCases.join('\n')}
  esac
  _arguments -S $flags '*:file:_files'
}
if [[ "$funcstack[1]" = "_opsdesk" ]]; then _opsdesk "$@"; else compdef _opsdesk opsdesk; fi
`;
}

function flagSpec(flag: CompletableFlag): string {
  const summary = flag.summary.replace(/[[\]:]/g, (char) => `\\${char}`);
  const values = flag.options.length > 0 ? `(${flag.options.join(' ')})` : '_files';
  return quote(`*--${flag.name}${flag.takesValue ? '=' : ''}[${summary}]${flag.takesValue ? `:value:${values}` : ''}`);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
