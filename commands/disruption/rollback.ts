import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { writeOut } from '../../src/cli/write-out.js';
import { rollbackView } from '../../src/present/views/job-view.js';

export default class DisruptionRollback extends BaseCommand {
  static override summary = 'Plan how to take a job back.';
  static override description =
    'Undo is a plan of what can still be undone: read it, and apply it. Bookings that have changed since, and those whose money has gone back, stay as they are.';
  static override examples = [
    'opsdesk disruption rollback job_01K8ZT4M5V6W7X8Y9Z0A1B2C3D --out undo.json',
    'opsdesk disruption apply undo.json --confirm job_01K8ZT4M5V6W7X8Y9Z0A1B2C3D',
  ];
  static override args = { job: Args.string({ required: true, description: 'The job, as status shows it.' }) };
  static override flags = {
    out: Flags.string({
      summary: 'Write the plan to a file, or - for stdout.',
      helpValue: 'FILE|-',
      required: true,
      helpGroup: 'BULK',
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(DisruptionRollback);
    const app = await this.app();
    const { plan, text } = await app.disruptions.rollback(args.job);
    await writeOut(flags.out, text, this.terminal);
    const { planId, ofJob, totals } = plan;
    const summary = { planId, ofJob, restored: totals.moved, kept: totals.kept, out: flags.out };
    if (flags.out !== '-') await this.show(summary, rollbackView);
  }
}
