/** Bundles the benchmarks and runs them: `npm run bench [-- NAME…]`. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { build } from 'esbuild';

const outdir = path.resolve('.tmp');
await build({
  entryPoints: {
    bench: 'bench/index.ts',
    'notification-worker': 'bench/notification-worker.ts',
    'rebooking-solver': 'src/disruption/solve/solver-worker.ts',
  },
  outdir,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  logLevel: 'warning',
});
const { status } = spawnSync(process.execPath, [path.join(outdir, 'bench.mjs'), ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
