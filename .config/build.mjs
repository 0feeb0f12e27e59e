/**
 * Builds `dist/`: one CommonJS bundle with every command, each evaluated only when it is asked for, and beside it
 * what draws the console and the thread of the rebooking solver; and brings `oclif.manifest.json` up to date. `--check` fails where the
 * manifest is stale and writes nothing there.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { commandIndex } from './command-index.mjs';
import { fromInkChunk, inkChunk } from './ink-chunk.mjs';
import { lazyBuiltins } from './lazy-builtins.mjs';
import { lazyRequires } from './lazy-requires.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const manifestFile = path.join(root, 'oclif.manifest.json');
const isCheck = process.argv.includes('--check');

/** Room for the digest, so that the source map's lines stay right. */
const DIGEST_LINE = `// ${'0'.repeat(16)}`;
const common = {
  write: false,
  absWorkingDir: root,
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'warning',
};
const desk = build({
  ...common,
  entryPoints: { opsdesk: 'opsdesk:commands' },
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  define: { 'import.meta.dirname': '__dirname' },
  // Megabytes that few commands need stay in their packages: every start would read them with the rest.
  // Never loaded once built: pg's optional faster half, and what oclif compiles sources with.
  external: [
    ...['airport-data-js', 'nodemailer', 'pino', 'prom-client', 'stripe'],
    ...['*.node', 'better-sqlite3/package.json', 'pg-native', 'typescript', 'ts-node', 'tsx'],
  ],
  alias: {
    bindings: path.join(root, '.config/sqlite-addon.cjs'),
    '@inquirer/external-editor': path.join(root, '.config/no-editor.cjs'),
  },
  // `import()` of what is not bundled becomes require: V8 forgets who answers it in code that comes from a cache.
  supported: { 'dynamic-import': false },
  banner: { js: DIGEST_LINE },
  jsx: 'automatic',
  plugins: [commandIndex(root), lazyBuiltins(['node:crypto']), lazyRequires(), fromInkChunk()],
});
const ink = build({
  ...common,
  entryPoints: { ink: 'opsdesk:ink' },
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  // The layout engine fetches its WebAssembly, which it has at hand: Node's fetch takes a tenth of the start to load.
  define: { 'process.env.NODE_ENV': '"production"', fetch: 'undefined' },
  banner: { js: DIGEST_LINE },
  plugins: [inkChunk(root)],
});
const solver = build({
  ...common,
  entryPoints: { 'rebooking-solver': 'src/disruption/solve/solver-worker.ts' },
  outExtension: { '.js': '.mjs' },
  format: 'esm',
  // Finds its WebAssembly beside itself, in its own package.
  external: ['highs'],
});
const outputFiles = (await Promise.all([desk, ink, solver])).flatMap((built) => built.outputFiles);
for (const { path: file, text } of outputFiles) replaceFile(file, file.endsWith('.cjs') ? withDigest(text) : text);

const manifest = describeCommands();
const before = fs.existsSync(manifestFile) ? fs.readFileSync(manifestFile, 'utf8') : '';
if (manifest !== before) {
  if (isCheck) {
    console.error('oclif.manifest.json is stale: run npm run build and commit it');
    process.exit(1);
  }
  replaceFile(manifestFile, manifest);
}

/** The launcher tells by the first line whether compiled code that it kept belongs to this bundle. */
function withDigest(source) {
  const digest = createHash('sha256').update(source).digest('hex').slice(0, 16);
  return source.replace(/^\/\/ 0{16}\n/, `// ${digest}\n`);
}

/** In one step, so that a program which starts meanwhile finds the old bundle or the new one. */
function replaceFile(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(`${file}.${process.pid}`, text);
  fs.renameSync(`${file}.${process.pid}`, file);
}

/** In a process of its own, so that oclif loads the bundle as it would be loaded once installed. */
function describeCommands() {
  const { status, stdout } = spawnSync(process.execPath, [path.join(root, '.config/manifest.mjs'), root], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) process.exit(1);
  return stdout;
}
