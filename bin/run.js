#!/usr/bin/env node
'use strict';

/*
 * The launcher. It is CommonJS and small because Node reads an ES module a fifth of its own start
 * later, answers --version before anything is loaded, and feeds V8 the code that it compiled on an
 * earlier run: see "Start-up" in src/ARCHITECTURE.md.
 */
const { readFileSync, writeSync } = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const argv = process.argv.slice(2);
/** How most people leave the console. */
const INTERRUPTED = 130;

if (argv.length === 1 && argv[0] === '--version') {
  printVersion();
} else {
  start();
}

function printVersion() {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  try {
    writeSync(1, `opsdesk/${version} ${process.platform}-${process.arch} node-${process.version}\n`);
  } catch (error) {
    // Said in the program's own words, and with its exit status.
    if (error.code !== 'EPIPE') start();
  }
}

function start() {
  // npm checked our `engines` already, which ask for more than oclif's; its own check costs a tenth of a start.
  process.env.OCLIF_DISABLE_ENGINE_WARNING ??= '1';
  const file = path.join(root, 'dist', 'opsdesk.cjs');
  const isDebugged = argv.includes('--debug') || Boolean(process.env.OPSDESK_DEBUG);
  const { loadBundle } = require('./load-bundle.js');
  const { bundle, keepCode } = isDebugged ? loadMapped(file) : loadBundle(file, commandWords());
  bundle.start(argv, root).then((status) => {
    if (status === 0 || status === INTERRUPTED) keepCode();
    process.exit(status);
  });
}

/** By Node's own loader, which maps the stacks of errors back to the sources. */
function loadMapped(file) {
  process.setSourceMapsEnabled(true);
  return { bundle: require(file), keepCode: () => {} };
}

/** Which command it seems to be: each uses another part of the bundle, and so has compiled code of its own. */
function commandWords() {
  const words = argv.slice(0, 2).filter((text) => /^[a-z][a-z-]{0,20}$/.test(text));
  if (words.length > 0) return words.join('-');
  return argv.length > 0 ? 'help' : 'console';
}
