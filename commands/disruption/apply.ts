import { Args } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { openText } from '../../src/cli/open-text.js';
import { jobFlags, openJobRun } from '../../src/cli/run-job.js';
import { severeUnversionedFlags, writeChoices } from '../../src/cli/write-flags.js';
import { applyResultView } from '../../src/present/views/job-view.js';

export default class DisruptionApply extends BaseCommand {
  static override summary = 'Carry out a plan, booking by booking.';
  static override description = [
    'Each booking is one transaction under row locks, and tells its customer. What has changed since the plan is skipped and reported: plan it again with --residual. The same plan is the same job, whoever applies it, and nothing of it is done twice: a second run joins the first.',
    'Ctrl-C finishes what is under way and says how to go on. A rollback asks for its job to be typed, or --confirm JOB. Exits 68 when something was skipped or failed.',
  ].join('\n\n');
  static override examples = [
    'opsdesk disruption apply plan.json --canary 20',
    'opsdesk disruption apply plan.json --concurrency 8 --max-failures 50 --yes',
    { description: 'What would be refused now', command: 'opsdesk disruption apply plan.json --dry-run' },
  ];
  static override args = { plan: Args.string({ required: true, description: 'The plan, or - for stdin.' }) };
  static override flags = { ...jobFlags, ...severeUnversionedFlags };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(DisruptionApply);
    const app = await this.app();
    const plan = await app.disruptions.readPlan(openText(args.plan));
    const { bookings, moved, refunded, kept } = plan.totals;
    if (plan.kind === 'rollback') {
      await this.confirmSevere(flags, plan.ofJob ?? '', `Take back ${moved} of ${bookings} bookings of ${plan.ofJob}?`);
    } else {
      await this.confirmBulk(flags, `Move ${moved} bookings, refund ${refunded}, keep ${kept}?`);
    }
    const run = await openJobRun(flags, {
      terminal: this.terminal,
      globals: this.globals,
      progress: this.progress('Rebooking'),
      signal: this.interruptSignal(),
      note: (line) => this.note(line),
    });
    const result = await app.disruptions.apply(plan, run.choice, writeChoices(flags)).finally(() => run.end());
    if (!run.hasPrintedItems) await this.show(result, applyResultView);
    if (result.skipped + result.failed > 0) this.conclude('SOME_FAILED');
    if (result.end === 'interrupted') this.conclude('INTERRUPTED');
  }

  /** Where nobody can be asked a script has decided. */
  private async confirmBulk(flags: { yes: boolean; 'dry-run': boolean }, message: string): Promise<void> {
    if (this.prompter.isAvailable) await this.confirm(flags, message);
  }
}
