#!/usr/bin/env node
'use strict';

/* Runs the sources as they are, without a build. Help and completion still read the committed manifest. */
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const root = path.join(__dirname, '..');
const load = (file) => import(pathToFileURL(path.resolve(root, file)).href);

run();

async function run() {
  const { register } = await import('tsx/esm/api');
  register();
  const [{ commandFiles }, { main }] = await Promise.all([load('.config/command-index.mjs'), load('src/cli/main.ts')]);
  const files = new Map(commandFiles(root).map(({ id, file }) => [id, file]));
  const registry = { ids: [...files.keys()], load: async (id) => (await load(files.get(id))).default };
  process.exit(await main(process.argv.slice(2), { registry, root }));
}
