'use strict';

const fs = require('node:fs');
const { createRequire } = require('node:module');
const path = require('node:path');
const vm = require('node:vm');

const UNUSED_DAYS = 30;
const TRAILER_LENGTH = 24;

/**
 * Loads the bundle with the code that V8 compiled for the same command on an earlier run. Without it,
 * or where it is for another V8 or not ours, the bundle is compiled as usual.
 */
exports.loadBundle = (file, command) => {
  const source = fs.readFileSync(file, 'latin1');
  // The build writes a digest of the bundle into its first line: V8 itself compares nothing but the length.
  const digest = /^\/\/ ([0-9a-f]{16})\n/.exec(source.slice(0, 32))?.[1];
  const folder = cacheFolder();
  const kept = folder && digest && path.join(folder, `${digest}-${process.version}-${process.arch}-${command}.bin`);
  const cachedData = kept && readOwn(kept);
  const script = new vm.Script(`(function(exports,require,module,__filename,__dirname){${source}\n})`, {
    filename: file,
    ...(cachedData && { cachedData }),
  });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(file), module, file, path.dirname(file));
  const isKept = cachedData && !script.cachedDataRejected;
  return { bundle: module.exports, keepCode: () => kept && !isKept && keep(kept, script) };
};

function cacheFolder() {
  const { XDG_CACHE_HOME, HOME } = process.env;
  if (XDG_CACHE_HOME && path.isAbsolute(XDG_CACHE_HOME)) return path.join(XDG_CACHE_HOME, 'opsdesk', 'code');
  return HOME && path.join(HOME, '.cache', 'opsdesk', 'code');
}

/** Compiled code is run as it is, so that only a file which nobody else could have written will do. */
function readOwn(file) {
  let descriptor;
  try {
    descriptor = fs.openSync(file, 'r');
    const { uid, mode } = fs.fstatSync(descriptor);
    const isOurs = process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
    if (!isOurs) return undefined;
    const bytes = fs.readFileSync(descriptor);
    const code = bytes.subarray(0, Math.max(0, bytes.length - TRAILER_LENGTH));
    return bytes.subarray(code.length).equals(trailer(code)) ? code : undefined;
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor);
  }
}

/** V8 checks what it is fed so little that it can hang on a file that was cut off: its length stands at its end. */
function trailer(code) {
  return Buffer.from(`length:${code.length}`.padEnd(TRAILER_LENGTH));
}

/** Best effort: a folder that cannot be written only means that the next start is no faster. */
function keep(file, script) {
  const draft = `${file}.${process.pid}`;
  try {
    makeFolder(path.dirname(file));
    const code = script.createCachedData();
    fs.writeFileSync(draft, Buffer.concat([code, trailer(code)]), { mode: 0o600, flag: 'wx', flush: true });
    fs.renameSync(draft, file);
    removeUnused(path.dirname(file));
  } catch {
    fs.rmSync(draft, { force: true });
  }
}

/** Three levels and no more: Node's own recursive way never comes back from some places under /proc. */
function makeFolder(folder) {
  const ours = path.dirname(folder);
  for (const level of [path.dirname(ours), ours, folder]) {
    if (!fs.existsSync(level)) fs.mkdirSync(level, { mode: 0o700 });
  }
}

/** What older versions left behind. */
function removeUnused(folder) {
  const limit = Date.now() - UNUSED_DAYS * 86_400_000;
  for (const name of fs.readdirSync(folder)) {
    const file = path.join(folder, name);
    if (fs.statSync(file).mtimeMs < limit) fs.rmSync(file, { force: true });
  }
}
