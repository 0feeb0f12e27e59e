import type { Environment } from '../../settings/settings.js';

/** A command line as a reader may copy it into a shell. */
export function commandLine(argv: readonly string[], environment: Environment = {}): string {
  const settings = Object.entries(environment).map(([name, value]) => `${name}=${quote(value ?? '')}`);
  return [...settings, 'opsdesk', ...argv.map(quote)].join(' ');
}

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
