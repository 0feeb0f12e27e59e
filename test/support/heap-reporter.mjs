/**
 * Loaded into a program by NODE_OPTIONS: at each SIGUSR2 it collects garbage and appends what is left of the heap, in
 * bytes, to the file that OPSDESK_TEST_HEAP names.
 */
import fs from 'node:fs';
import v8 from 'node:v8';
import vm from 'node:vm';

v8.setFlagsFromString('--expose-gc');
const collect = vm.runInNewContext('gc');
process.on('SIGUSR2', () => {
  collect();
  fs.appendFileSync(process.env.OPSDESK_TEST_HEAP, `${process.memoryUsage().heapUsed}\n`);
});
