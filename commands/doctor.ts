import { BaseCommand } from '../src/cli/base-command.js';
import { checkView, doctorView } from '../src/present/views/doctor-view.js';

export default class Doctor extends BaseCommand {
  static override summary = 'Check every invariant of the whole database, and what it works with.';
  static override description =
    'No seat sold twice, money that adds up, a trail that nobody changed. Exits 5 when an invariant is broken; a warning alone (no Redis, messages that failed) leaves it at 0.';
  static override examples = [
    'opsdesk doctor',
    {
      description: 'What is wrong, for scripts',
      command: "opsdesk doctor --json | jq '.checks[] | select(.violations > 0)'",
    },
  ];

  async run(): Promise<void> {
    await this.parse(Doctor);
    const { maintenance } = await this.app();
    const report = await maintenance.doctor();
    await this.sumUp(report, doctorView, report.checks, checkView);
    if (!report.ok) this.conclude('INVARIANT_BROKEN');
  }
}
