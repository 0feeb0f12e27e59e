/** Prints oclif's manifest of the built commands, in an order that does not depend on the machine. */
import { Plugin } from '@oclif/core/config';

const plugin = new Plugin({ root: process.argv[2], isRoot: true, ignoreManifest: true, errorOnManifestCreate: true });
await plugin.load();
const { commands, version } = plugin.manifest;
const sorted = Object.fromEntries(
  Object.keys(commands)
    .sort()
    .map((id) => [id, sortKeys(commands[id])]),
);
process.stdout.write(`${JSON.stringify({ commands: sorted, version }, undefined, 2)}\n`);

function sortKeys(command) {
  const { aliases, args, flags, ...rest } = command;
  return { ...Object.fromEntries(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1))), aliases, args, flags };
}
