import { OpsdeskError } from '../kernel/errors.js';

/**
 * The first Ctrl-C (or SIGTERM) ends a command: at once, or, where the command asked for the signal,
 * when it has brought its current item home. The second ends it in any case.
 */
export class Interruption {
  private readonly controller = new AbortController();
  private isGraceful = false;
  private stop: (error: OpsdeskError) => void = () => {};

  /** Rejects when the command must end. Never resolves. */
  readonly forced = new Promise<never>((_resolve, reject) => {
    this.stop = reject;
  });

  constructor() {
    // Nobody may be waiting for it when it happens.
    this.forced.catch(() => {});
  }

  /** For commands that end on their own when it is aborted: workers, bulk jobs, watches. */
  get signal(): AbortSignal {
    this.isGraceful = true;
    return this.controller.signal;
  }

  listen(): void {
    process.on('SIGINT', this.receive);
    process.on('SIGTERM', this.receive);
  }

  ignore(): void {
    process.off('SIGINT', this.receive);
    process.off('SIGTERM', this.receive);
  }

  private readonly receive = (): void => {
    const isFirst = !this.controller.signal.aborted;
    this.controller.abort();
    if (!this.isGraceful || !isFirst) this.stop(new OpsdeskError('INTERRUPTED', 'interrupted'));
  };
}
