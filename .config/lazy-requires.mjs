import fs from 'node:fs';

/** `const x_1 = require("…")` and `exports.X = __importStar(require("…"))`, as TypeScript compiles imports. */
const IMPORT = /^(?:const|var) (\w+_\d+) = ((?:__importDefault|__importStar)?\(?require\("[^"]+"\)\)?);$/gm;
const NAMESPACE_EXPORT = /^exports\.(\w+) = (__importStar\(require\("[^"]+"\)\));$/gm;

/**
 * Makes oclif's modules load one another when they are used and not when they start. A plain command
 * never touches most of them: the globbing, the templates, the help, the version ranges, the spinners.
 */
export function lazyRequires() {
  return {
    name: 'lazy-requires',
    setup(build) {
      build.onLoad({ filter: /@oclif[\\/]core[\\/]lib[\\/].*\.js$/ }, ({ path }) => ({
        contents: withLazyRequires(withoutStream(path, fs.readFileSync(path, 'utf8'))),
        loader: 'js',
      }));
    },
  };
}

/** Touching process.stdout builds a stream of Node's, and we write without one (`src/cli/terminal.ts`). */
const STREAM_HANDLER = /^process\.stdout\.on\('error', [\s\S]*?^\}\);$/m;

function withoutStream(path, source) {
  if (!/[\\/]lib[\\/]command\.js$/.test(path)) return source;
  if (!STREAM_HANDLER.test(source)) throw new Error(`${path} no longer listens to stdout: drop this step`);
  return source.replace(STREAM_HANDLER, '');
}

function withLazyRequires(source) {
  const getters = [];
  const names = [];
  const body = source
    .replace(IMPORT, (_match, name, value) => {
      names.push(name);
      getters.push(`get ${name}() { return lazy.$${name} ??= ${value}; }`);
      return '';
    })
    .replace(NAMESPACE_EXPORT, (_match, name, value) => {
      getters.push(`get ${name}() { return lazy.$${name} ??= ${value}; }`);
      return `Object.defineProperty(exports, "${name}", { enumerable: true, get: () => lazy.${name} });`;
    });
  if (getters.length === 0) return source;
  const uses = names.length > 0 ? new RegExp(`(?<![\\w$.])(${names.join('|')})\\b`, 'g') : /$^/;
  // After the helpers (__importStar and friends), which are declared at the top of the file.
  return `${body.replace(uses, 'lazy.$1')}\nvar lazy;`.replace(
    /^Object\.defineProperty\(exports, "__esModule", \{ value: true \}\);$/m,
    (line) => `${line}\nlazy = { ${getters.join(', ')} };`,
  );
}
