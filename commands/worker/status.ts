import { BaseCommand } from '../../src/cli/base-command.js';
import { backlogView } from '../../src/present/views/backlog-view.js';

export default class WorkerStatus extends BaseCommand {
  static override summary = 'What the worker has before it: nothing waits for long while one runs.';
  static override description =
    'Counts what could be done now, since when the oldest of it waits, and what a person has to look at because the worker gave up on it. It changes nothing.';
  static override examples = ['opsdesk worker status', 'opsdesk worker status --json'];

  async run(): Promise<void> {
    await this.parse(WorkerStatus);
    const { reports } = await this.app();
    await this.list({ items: await reports.backlog(), nextCursor: null }, backlogView);
  }
}
