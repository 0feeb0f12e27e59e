import type { Environment } from '../settings/settings.js';

/**
 * Whether the command line asks for JSON, read without a parser: an error must know it even when the
 * command line cannot be parsed.
 */
export function asksForJson(argv: readonly string[], environment: Environment): boolean {
  const end = argv.indexOf('--');
  const flags = argv.slice(0, end < 0 ? undefined : end);
  if (flags.includes('--json')) return true;
  for (const [at, text] of flags.entries()) {
    const format = text === '-o' || text === '--output' ? flags[at + 1] : /^(?:--output=|-o=?)(.+)$/.exec(text)?.[1];
    if (format !== undefined) return format === 'json';
  }
  return isTrue(environment.OPSDESK_JSON) || environment.OPSDESK_OUTPUT === 'json';
}

/** Whether the stack of an error is wanted. */
export function asksForDebug(argv: readonly string[], environment: Environment): boolean {
  return argv.includes('--debug') || isTrue(environment.OPSDESK_DEBUG);
}

export function refusesColour(argv: readonly string[], environment: Environment): boolean {
  return argv.includes('--no-color') || isTrue(environment.OPSDESK_NO_COLOR);
}

function isTrue(text: string | undefined): boolean {
  return text !== undefined && /^(1|true|yes|y)$/i.test(text);
}
