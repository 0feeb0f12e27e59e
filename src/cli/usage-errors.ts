import { didYouMean } from '../kernel/did-you-mean.js';
import { OpsdeskError } from '../kernel/errors.js';

interface ParsedCommand {
  readonly id: string;
  readonly flagNames: readonly string[];
}

/**
 * What oclif's parser threw, as a usage error of ours. Its classes are told apart by their names and
 * not by `instanceof`, so that the parser's error module loads only when it is needed.
 */
export function toUsageError(thrown: unknown, command: ParsedCommand): unknown {
  const error = thrown as Error & { flags?: string[]; args?: { name: string }[]; oclif?: unknown };
  const help = `See: opsdesk ${command.id.replaceAll(':', ' ')} --help`;
  if (error instanceof OpsdeskError) return withoutWrapping(error);
  if (error?.constructor?.name === 'NonExistentFlagsError') return unknownFlag(error.flags ?? [], command, help);
  if (error?.constructor?.name === 'RequiredArgsError') {
    const names = (error.args ?? []).map((arg) => arg.name);
    return new OpsdeskError('USAGE', `missing ${names.map((name) => name.toUpperCase()).join(' and ')}`, {
      hint: help,
      details: { missing: names },
    });
  }
  if (!(error instanceof Error) || error.oclif === undefined) return wrapped(thrown, help);
  return new OpsdeskError('USAGE', tidy(error.message), { hint: help });
}

function unknownFlag(flags: readonly string[], command: ParsedCommand, help: string): OpsdeskError {
  const typed = flags[0] ?? '';
  const near = typed.startsWith('--')
    ? didYouMean((typed.split('=')[0] ?? typed).slice(2), command.flagNames)
    : undefined;
  return new OpsdeskError('USAGE', `there is no flag ${flags.join(', ')}`, {
    hint: near ? `Did you mean --${near}? ${help}` : help,
    details: { flags },
  });
}

const WRAPPED = /^Parsing --(\S+) \n\t([\s\S]*)\nSee more help with --help$/;

/** oclif writes its own words around the message of whatever a flag's parser throws. */
function withoutWrapping(error: OpsdeskError): OpsdeskError {
  const match = WRAPPED.exec(error.message);
  if (!match) return error;
  return new OpsdeskError(error.code, `--${match[1]}: ${match[2]}`, {
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    isRetryable: error.isRetryable,
    details: { flag: match[1], ...error.details },
  });
}

/** An error of a built-in flag parser (an integer, a file) carries no mark of oclif's but the same wrapping. */
function wrapped(thrown: unknown, hint: string): unknown {
  const match = thrown instanceof Error ? WRAPPED.exec(thrown.message) : null;
  return match ? new OpsdeskError('USAGE', `--${match[1]}: ${tidy(match[2] ?? '')}`, { hint }) : thrown;
}

function tidy(message: string): string {
  const text = message
    .replace(WRAPPED, '--$1: $2')
    .replace(/\n?See more help with --help$/, '')
    .replace(/^The following errors? occurred:\s*/, '')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: oclif colours its reasons
    .replace(/\u001b\[[\d;]*m/g, '')
    .replace(/\s*\n\s*/g, '; ')
    .trim();
  return text.charAt(0).toLowerCase() + text.slice(1);
}
