import fs from 'node:fs';
import path from 'node:path';

/**
 * Ink with React, in a bundle of its own (`dist/ink.cjs`), so that a plain command does not even read it. Three things
 * stand against bundling it, and each is taken out here:
 *
 * - its layout engine waits for WebAssembly at the top of a module, which CommonJS cannot: the engine is filled in
 *   once it has loaded, and `ready` says when (`src/tui/terminal/ink-ready.ts`);
 * - it waits for its developer tools there;
 * - it draws nothing where it sees a CI, and a console is only opened on a terminal.
 */
export function inkChunk(root) {
  const common = { name: 'ink-chunk' };
  return {
    ...common,
    setup(build) {
      build.onResolve({ filter: /^opsdesk:ink$/ }, ({ path: name }) => ({ path: name, namespace: 'ink-chunk' }));
      build.onResolve({ filter: /^yoga-layout$/ }, () => ({ path: 'yoga', namespace: 'ink-chunk' }));
      build.onResolve({ filter: /^is-in-ci$/ }, () => ({ path: 'is-in-ci', namespace: 'ink-chunk' }));
      build.onLoad({ filter: /.*/, namespace: 'ink-chunk' }, ({ path: name }) => ({
        contents: MODULES[name],
        resolveDir: path.join(root, 'node_modules/ink'),
      }));
      build.onLoad({ filter: /[\\/]ink[\\/]build[\\/]reconciler\.js$/ }, ({ path: file }) => ({
        contents: withoutDeveloperTools(file),
        loader: 'js',
      }));
    },
  };
}

const MODULES = {
  'opsdesk:ink': `export * as ink from 'ink';
export * as jsx from 'react/jsx-runtime';
export { ready } from 'yoga-layout';`,
  yoga: `import { loadYoga } from 'yoga-layout/load';
let Yoga;
export { Yoga as default };
export const ready = loadYoga().then((loaded) => { Yoga = loaded; });`,
  'is-in-ci': 'export default false;',
};

function withoutDeveloperTools(file) {
  const source = fs.readFileSync(file, 'utf8');
  const shortened = source
    .replace(/^if \(isDev\(\)\) \{[\s\S]*?^\}\n/m, '')
    .replace(/^const packageJson = isDev\(\)\s*\? await loadPackageJson\(\)\s*: /m, 'const packageJson = ');
  if (/^\s*\? await|^ {4,}await import/m.test(shortened)) throw new Error(`${file} waits elsewhere now: look again`);
  return shortened;
}

/** What stands in the desk's own bundle for Ink: it is read, from V8's cache, when the console opens. */
export function fromInkChunk() {
  const parts = { ink: 'ink', 'react/jsx-runtime': 'jsx' };
  return {
    name: 'from-ink-chunk',
    setup(build) {
      build.onResolve({ filter: /^(ink|react\/jsx-runtime)$/ }, ({ path: name }) => ({
        path: name,
        namespace: 'from-ink-chunk',
      }));
      build.onResolve({ filter: /[\\/]ink-ready\.js$/ }, () => ({ path: 'ready', namespace: 'from-ink-chunk' }));
      build.onResolve({ filter: /^opsdesk:load-ink$/ }, () => ({ path: 'load', namespace: 'from-ink-chunk' }));
      build.onResolve({ filter: /^\.\.\/bin\/load-bundle\.js$/, namespace: 'from-ink-chunk' }, ({ path: name }) => ({
        path: name,
        external: true,
      }));
      build.onLoad({ filter: /.*/, namespace: 'from-ink-chunk' }, ({ path: name }) => ({
        contents:
          name === 'load'
            ? LOAD
            : name === 'ready'
              ? "export const inkReady = require('opsdesk:load-ink').ready;"
              : `module.exports = require('opsdesk:load-ink').${parts[name]};`,
      }));
    },
  };
}

const LOAD = `const path = require('node:path');
const { bundle, keepCode } = require('../bin/load-bundle.js').loadBundle(path.join(__dirname, 'ink.cjs'), 'ink');
process.once('exit', keepCode);
module.exports = bundle;`;
