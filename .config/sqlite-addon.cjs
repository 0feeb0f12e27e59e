/**
 * Stands in for the package `bindings` inside the bundle: that one looks for the caller's file by its
 * stack, then tries a dozen folders. The addon is where npm builds it.
 */
const path = require('node:path');

module.exports = (name) => {
  const folder = path.dirname(require.resolve('better-sqlite3/package.json'));
  return require(path.join(folder, 'build', 'Release', name));
};
