import fs from 'node:fs';
import path from 'node:path';

/** The ids of the commands and their files: `flight:show` is `commands/flight/show.ts`. */
export function commandFiles(root) {
  const folder = path.join(root, 'commands');
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => ({
      id: file
        .replace(/\.tsx?$/, '')
        .split(path.sep)
        .join(':'),
      file: path.join(folder, file),
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * The entry of the bundle, as a module that no file holds: `COMMANDS` for oclif's explicit strategy, with
 * getters, so that a command is evaluated only when it is asked for, and `start` for the launcher.
 */
export function commandIndex(root) {
  return {
    name: 'command-index',
    setup(build) {
      build.onResolve({ filter: /^opsdesk:commands$/ }, ({ path: name }) => ({ path: name, namespace: 'opsdesk' }));
      build.onLoad({ filter: /.*/, namespace: 'opsdesk' }, () => ({ contents: indexOf(root), resolveDir: root }));
    },
  };
}

function indexOf(root) {
  const getters = commandFiles(root).map(
    ({ id, file }) => `get ${JSON.stringify(id)}() { return require(${JSON.stringify(file)}).default; },`,
  );
  return `import { main } from './src/cli/main.ts';
export const COMMANDS = {
${getters.join('\n')}
};
const registry = { ids: Object.keys(COMMANDS), load: async (id) => COMMANDS[id] };
export const start = (argv, root) => main(argv, { registry, root });
`;
}
