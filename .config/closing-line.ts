import type { Reporter, TestModule } from 'vitest/node';

/** Ends the run with `N passed, N failed` on a line of its own. A file that could not be loaded is a failure. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    const broken = modules.filter((module) => module.errors().length > 0).length;
    const failed = count('failed') + broken + unhandledErrors.length;
    process.once('exit', () => process.stdout.write(`${count('passed')} passed, ${failed} failed\n`));
  }
}
