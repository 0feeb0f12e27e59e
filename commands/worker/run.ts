import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { escapeText } from '../../src/present/escape-text.js';
import { workerView } from '../../src/present/views/worker-view.js';

export default class WorkerRun extends BaseCommand {
  static override summary = 'Do what happens behind the desk, until it is stopped.';
  static override description =
    'Lets holds run out, settles open payments, publishes events, sends messages and seals the audit trail. Run as many as you like beside each other. Ctrl-C or SIGTERM ends it when the batch under way is done; it then prints what was done.';
  static override examples = [
    'opsdesk worker run',
    { description: 'Until nothing is left to do, as from cron', command: 'opsdesk worker run --once --json' },
  ];
  static override flags = { once: Flags.boolean({ summary: 'End when nothing is left to do.' }) };

  async run(): Promise<void> {
    const { flags } = await this.parse(WorkerRun);
    const app = await this.app();
    const signal = this.interruptSignal();
    if (!flags.once) this.note('Working. Ctrl-C ends it when the batch under way is done.');
    const counts = await app.worker.run({
      isOnce: flags.once,
      signal,
      onTrouble: ({ name }, error) => this.note(`${name}: ${escapeText(error.message)} (${error.code}); trying again`),
    });
    await this.show(counts, workerView);
  }
}
