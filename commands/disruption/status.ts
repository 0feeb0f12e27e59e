import { Args } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { jobView } from '../../src/present/views/job-view.js';

export default class DisruptionStatus extends BaseCommand {
  static override summary = 'How far a job has come, or the jobs that there are.';
  static override examples = [
    'opsdesk disruption status',
    'opsdesk disruption status job_01K8ZT4M5V6W7X8Y9Z0A1B2C3D --json',
  ];
  static override args = { job: Args.string({ description: 'The job; none lists them, the newest first.' }) };

  async run(): Promise<void> {
    const { args } = await this.parse(DisruptionStatus);
    const app = await this.app();
    if (args.job !== undefined) await this.show(await app.disruptions.job(args.job), jobView);
    else {
      const items = await app.disruptions.jobs(this.page(20).limit);
      await this.list({ items, nextCursor: null }, jobView);
    }
  }
}
