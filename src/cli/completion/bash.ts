import { type Completable, nounsOf } from './completable.js';

/** For bash 3.2 and newer, which has no associative arrays: cases over what was typed so far. */
export function bashScript(commands: readonly Completable[]): string {
  const nouns = nounsOf(commands);
  const verbCases = nouns
    .map((noun) => {
      const verbs = commands.filter(({ name }) => name.startsWith(`${noun} `)).map(({ name }) => name.split(' ')[1]);
      return verbs.length > 0 ? `    ${noun}) words="${verbs.join(' ')}" ;;` : '';
    })
    .filter((line) => line !== '');
  const flagCases = commands.map(
    ({ name, flags }) => `    "${name}") words="${flags.map((flag) => `--${flag.name}`).join(' ')} --help" ;;`,
  );
  const valueCases = new Set(
    commands.flatMap(({ flags }) =>
      flags
        .filter((flag) => flag.options.length > 0)
        .map((flag) => `    "--${flag.name}") words="${flag.options.join(' ')}" ;;`),
    ),
  );
  return `# bash completion for opsdesk
_opsdesk() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" words="" command="\${COMP_WORDS[1]}"
  COMPREPLY=()
  case "$previous" in
${[...valueCases].join('\n')}
  esac
  if [ -z "$words" ]; then
    if [ "$COMP_CWORD" -eq 1 ]; then
      words="${nouns.join(' ')} help"
    elif [ "\${current#-}" = "$current" ] && [ "$COMP_CWORD" -eq 2 ]; then
      case "$command" in
${verbCases.map((line) => `  ${line}`).join('\n')}
      esac
    else
      case "\${COMP_WORDS[2]}" in
        -*|"") ;;
        *) command="$command \${COMP_WORDS[2]}" ;;
      esac
      while [ -n "$command" ]; do
        case "$command" in
${flagCases.map((line) => `      ${line}`).join('\n')}
        esac
        [ -n "$words" ] && break
        [ "$command" = "\${command% *}" ] && break
        command="\${command% *}"
      done
      case "$current" in
        -*) ;;
        *) compopt -o default 2>/dev/null; return ;;
      esac
    fi
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _opsdesk opsdesk
`;
}
