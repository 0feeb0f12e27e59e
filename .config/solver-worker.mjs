/** Runs the rebooking solver's thread from its source, where there is no bundle: in tests, and for `bin/dev.js`. */
import { register } from 'tsx/esm/api';

register();
await import('../src/disruption/solve/solver-worker.ts');
