import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { openText } from '../../src/cli/open-text.js';
import { sinceFlag } from '../../src/cli/parse.js';
import { writeOut } from '../../src/cli/write-out.js';
import { OpsdeskError } from '../../src/kernel/errors.js';
import { parseFlightRef } from '../../src/kernel/flight-ref.js';
import { planSummaryView } from '../../src/present/views/shown-plan-view.js';

export default class DisruptionPlan extends BaseCommand {
  static override summary = 'Plan how to rebook everybody whom cancelled and delayed flights have hit.';
  static override description = [
    'For every booking with a journey that cannot be made as it was sold, the ways to get there are listed, and the choice is made for all together that costs least: delay, what the law owes, care, lower cabins and refunds, as the policy weighs them. Groups stay together, and the free seats of every flight and cabin are kept to. Nothing is changed: the plan is a file, to be read, compared and applied.',
    'The file holds no names. It says what each booking gets and why, the objective, and the proven bound of what any other choice among the ways that were weighed could cost.',
    'A policy file is YAML, and may leave out everything: see docs/rebooking-policy.md, or --print-policy.',
  ].join('\n\n');
  static override examples = [
    'opsdesk disruption plan --out plan.json',
    'opsdesk disruption plan --flights UA1545/2013-02-08 --flights B6725/2013-02-08 --out plan.json',
    {
      description: 'What has happened since noon',
      command: 'opsdesk disruption plan --since 2013-02-08T12:00:00-05:00 --out plan.json',
    },
    {
      description: 'What a job left over',
      command: 'opsdesk disruption plan --residual job_01K8ZT4M5V6W7X8Y9Z0A1B2C3D --out rest.json',
    },
    { description: 'Begin a policy of your own', command: 'opsdesk disruption plan --print-policy > policy.yaml' },
  ];
  static override flags = {
    flights: Flags.string({
      summary: 'Only bookings on this flight; may be repeated, or a list between commas.',
      helpValue: 'REF',
      multiple: true,
      delimiter: ',',
      exclusive: ['since', 'residual'],
    }),
    since: sinceFlag({
      summary: 'Only bookings on flights of which something was said since.',
      exclusive: ['residual'],
    }),
    policy: Flags.string({ summary: 'How to weigh things: a YAML file, or - for stdin.', helpValue: 'FILE|-' }),
    residual: Flags.string({ summary: 'Only what this job skipped or failed to do.', helpValue: 'JOB' }),
    'print-policy': Flags.boolean({ summary: 'Print the policy as YAML, and plan nothing.', exclusive: ['out'] }),
    out: Flags.string({
      summary: 'Write the plan to a file, or - for stdout.',
      helpValue: 'FILE|-',
      helpGroup: 'BULK',
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(DisruptionPlan);
    const { disruptions } = await this.app();
    const policy = await disruptions.policy(await this.readFile(flags.policy));
    if (flags['print-policy']) return this.output.raw(await disruptions.printPolicy(policy));
    const { out } = flags;
    if (out === undefined) throw missingOut();
    let [progress, stage] = [this.progress(''), ''];
    const { text, summary } = await disruptions
      .plan({
        policy,
        flights: flags.flights?.map(parseFlightRef),
        since: flags.since,
        residualOf: flags.residual,
        onProblem: (problem) => this.note(`warning: the solver ended early, and the plan may cost more: ${problem}`),
        onProgress: (now, done, total) => {
          if (now !== stage) {
            progress.finish();
            [progress, stage] = [this.progress(now), now];
          }
          progress.update(done, total);
        },
      })
      .finally(() => progress.finish());
    await writeOut(out, text, this.terminal);
    if (summary.totals.bookings === 0) this.note('There is nothing to do: no booking is hit.');
    if (out !== '-') await this.show(summary, planSummaryView);
  }

  private async readFile(name: string | undefined): Promise<{ text: string; name: string } | undefined> {
    if (name === undefined) return undefined;
    let text = '';
    for await (const piece of openText(name)) text += piece;
    return { text, name };
  }
}

function missingOut(): OpsdeskError {
  return new OpsdeskError('INPUT_REQUIRED', 'missing --out', {
    hint: 'Name a file for the plan, or - for stdout.',
    details: { flag: '--out', missing: ['--out'] },
  });
}
