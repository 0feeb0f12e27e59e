import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * Makes modules of Node's own load when something of theirs is used, and not with the module that imports them.
 * node:crypto brings Node's streams along, which is a tenth of a start, and reading needs none of it.
 */
export function lazyBuiltins(names) {
  const filter = new RegExp(`^(?:${names.join('|')})$`);
  return {
    name: 'lazy-builtins',
    setup(build) {
      build.onResolve({ filter }, ({ path, namespace }) =>
        namespace === 'lazy-builtin' ? { path, external: true } : { path, namespace: 'lazy-builtin' },
      );
      build.onLoad({ filter: /.*/, namespace: 'lazy-builtin' }, ({ path }) => ({ contents: lazily(path) }));
    },
  };
}

function lazily(name) {
  const getters = Object.keys(require(name)).map((key) => `get ${key}() { return require('${name}').${key}; },`);
  return `module.exports = {\n${getters.join('\n')}\n};`;
}
