import type { Interfaces } from '@oclif/core';
import { OpsdeskError } from '../kernel/errors.js';
import type { Prompter } from './prompter.js';

type Flag = Interfaces.FlagInput[string];

/**
 * Flags as the parser shall take them: a repeatable flag takes one value each time, where oclif's own way
 * swallows the arguments behind it, and a required one that is missing is ours to ask for.
 */
export function tameFlags(flags: Interfaces.FlagInput): Interfaces.FlagInput {
  return Object.fromEntries(
    Object.entries(flags).map(([name, flag]) => {
      const tame = { ...flag, required: false } as Flag;
      return [name, flag.type === 'option' && flag.multiple ? { ...tame, multipleNonGreedy: true } : tame];
    }),
  ) as Interfaces.FlagInput;
}

/** Arguments that are not there are missing: oclif would wait for stdin, and eat what `--from -` reads. */
export function tameArgs<A>(args: A): A {
  const entries = Object.entries((args ?? {}) as Interfaces.ArgInput);
  return Object.fromEntries(entries.map(([name, arg]) => [name, { ...arg, ignoreStdin: true }])) as A;
}

/**
 * An empty value is a shell variable that is not set (`--error "$X"`): taken for a filter it would choose everything.
 * @throws INVALID_INPUT
 */
export function refuseEmptyFlags(raw: Interfaces.ParserOutput['raw']): void {
  const empty = raw.find((token) => token.type === 'flag' && token.input.trim() === '');
  if (empty?.type !== 'flag') return;
  throw new OpsdeskError('INVALID_INPUT', `--${empty.flag} is empty`, {
    hint: 'Give it a value, or leave it out. A shell variable may not be set.',
    details: { flag: empty.flag },
  });
}

/**
 * Fills in the required flags that nobody gave.
 * @throws INPUT_REQUIRED naming all of them, where there is nobody to ask
 */
export async function askMissingFlags(
  flags: Interfaces.FlagInput,
  values: Record<string, unknown>,
  prompter: Prompter,
): Promise<void> {
  const missing = Object.entries(flags).filter(([name, flag]) => flag.required && values[name] === undefined);
  if (missing.length === 0) return;
  if (!prompter.isAvailable) {
    const names = missing.map(([name]) => `--${name}`);
    throw new OpsdeskError('INPUT_REQUIRED', `missing ${names.join(' and ')}`, {
      hint: 'Give what is missing, or run this on a terminal to be asked.',
      details: { flag: names[0], missing: names },
    });
  }
  for (const [name, flag] of missing) values[name] = await ask(name, flag, prompter);
}

async function ask(name: string, flag: Flag, prompter: Prompter): Promise<unknown> {
  const label = `${(flag.summary ?? flag.description ?? name).replace(/\.$/, '')}:`;
  if (flag.type !== 'option')
    throw new OpsdeskError('INPUT_REQUIRED', `missing --${name}`, { details: { flag: `--${name}` } });
  const typed = flag.options
    ? await prompter.select(
        label,
        `--${name}`,
        flag.options.map((value) => ({ name: value, value })),
      )
    : await prompter.text(label, `--${name}`);
  const value: unknown = await flag.parse(typed, {} as never, flag as never);
  return flag.multiple ? [value] : value;
}
