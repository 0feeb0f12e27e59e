import { expect, it } from 'vitest';
import { globalFlags } from '../../src/cli/global-flags.js';
import { type ManifestFlag, readManifest } from '../../src/cli/package-file.js';
import { ROOT } from '../cli/run-program.js';
import { expectGolden } from './golden-file.js';

const commands = Object.values(readManifest(ROOT)).sort((a, b) => (a.id < b.id ? -1 : 1));

function contractOf({ name, char, type, options, required, multiple, env }: ManifestFlag) {
  return { name, char, type, options, required, multiple: multiple || undefined, env };
}

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
const isGlobal = (name: string) => name in globalFlags;

it('keeps the flags and arguments of every command', () => {
  const [sample] = commands;
  const global = Object.values(sample?.flags ?? {}).filter(({ name }) => isGlobal(name));
  expectGolden('flags.json', {
    global: global.map(contractOf).sort(byName),
    commands: Object.fromEntries(
      commands.map(({ id, args, flags }) => [
        id.replaceAll(':', ' '),
        {
          // Their order is part of the contract.
          args: Object.values(args).map(({ name, required, multiple, options }) => ({
            name,
            required: required ?? false,
            multiple: multiple || undefined,
            options,
          })),
          flags: Object.values(flags)
            .filter(({ name }) => !isGlobal(name))
            .map(contractOf)
            .sort(byName),
        },
      ]),
    ),
  });
});

it('gives every command the same global flags, each with its environment twin, and flags of writes none', () => {
  const [first] = commands;
  for (const { id, flags } of commands) {
    for (const name of Object.keys(globalFlags)) {
      expect(flags[name], `${id} --${name}`).toEqual(first?.flags[name]);
      expect(flags[name]?.env, `${id} --${name}`).toBe(`OPSDESK_${name.replaceAll('-', '_').toUpperCase()}`);
    }
    for (const flag of Object.values(flags)) {
      if (!isGlobal(flag.name)) expect(flag.env, `${id} --${flag.name}`).toBeUndefined();
    }
  }
});
