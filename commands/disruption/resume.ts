import { Args } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { jobFlags, openJobRun } from '../../src/cli/run-job.js';
import { applyResultView } from '../../src/present/views/job-view.js';

export default class DisruptionResume extends BaseCommand {
  static override summary = 'Go on with a job that was interrupted, or help with one that runs.';
  static override description =
    'The job has its own items: the plan file is not needed, and any desk may go on with it. Refunds that were reserved and not asked for are asked for first.';
  static override examples = ['opsdesk disruption resume job_01K8ZT4M5V6W7X8Y9Z0A1B2C3D --concurrency 8'];
  static override args = { job: Args.string({ required: true, description: 'The job, as apply and status show it.' }) };
  static override flags = jobFlags;

  async run(): Promise<void> {
    const { args, flags } = await this.parse(DisruptionResume);
    const app = await this.app();
    const run = await openJobRun(flags, {
      terminal: this.terminal,
      globals: this.globals,
      progress: this.progress('Rebooking'),
      signal: this.interruptSignal(),
      note: (line) => this.note(line),
    });
    const result = await app.disruptions.resume(args.job, run.choice).finally(() => run.end());
    if (!run.hasPrintedItems) await this.show(result, applyResultView);
    if (result.skipped + result.failed > 0) this.conclude('SOME_FAILED');
    if (result.end === 'interrupted') this.conclude('INTERRUPTED');
  }
}
