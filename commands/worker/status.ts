import { BaseCommand } from '../../src/cli/base-command.js';
import { backlogView, workerStatusView } from '../../src/present/views/backlog-view.js';

export default class WorkerStatus extends BaseCommand {
  static override summary = 'Which workers run, and what they have before them.';
  static override description =
    'Shows each worker that runs or was killed within a day; then what could be done now, since when the oldest of it waits, and what a person has to look at because the worker gave up on it. Nothing waits for long while one runs. It changes nothing.';
  static override examples = ['opsdesk worker status', 'opsdesk worker status --json'];

  async run(): Promise<void> {
    await this.parse(WorkerStatus);
    const { worker } = await this.app();
    const status = await worker.status();
    await this.sumUp(status, workerStatusView, status.items, backlogView);
  }
}
