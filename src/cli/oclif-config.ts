import { type Command, Config, type Interfaces } from '@oclif/core';
import type { Program } from './main.js';
import { readPackage } from './package-file.js';

/**
 * oclif's configuration, made from what the launcher knows already. Left alone, oclif would look for the
 * package, read the manifest and load the commands from files of their own: half of a plain command's start.
 */
export async function loadConfig({ registry, root }: Program): Promise<Config> {
  const pjson = readPackage(root);
  const commands = registry.ids.map((id) => loadable(id, () => registry.load(id) as unknown as Promise<Command.Class>));
  const plugin: Interfaces.Plugin = {
    _base: '',
    alias: pjson.name,
    commandIDs: [...registry.ids],
    commands,
    commandsDir: undefined,
    findCommand: ((id: string) => registry.load(id)) as unknown as Interfaces.Plugin['findCommand'],
    hasManifest: true,
    hooks: {},
    isRoot: true,
    load: async () => {},
    moduleType: 'commonjs',
    name: pjson.name,
    options: { root, isRoot: true, pjson },
    pjson,
    root,
    topics: [],
    type: 'core',
    valid: true,
    version: pjson.version,
  };
  const config = new Config({ root, pjson, plugins: new Map([[plugin.name, plugin]]) });
  await config.load();
  return config;
}

function loadable(id: string, load: () => Promise<Command.Class>): Command.Loadable {
  return { id, aliases: [], args: {}, flags: {}, hidden: false, hiddenAliases: [], load };
}
