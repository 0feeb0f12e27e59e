import { BaseCommand } from '../../src/cli/base-command.js';
import { outFlag } from '../../src/cli/file-flags.js';
import { writeOut } from '../../src/cli/write-out.js';
import { toSafeJson } from '../../src/present/escape-text.js';
import { checkpointView } from '../../src/present/views/audit-view.js';

export default class AuditCheckpoint extends BaseCommand {
  static override summary = 'Seal the audit trail, and say where it ends now.';
  static override description =
    'Keep it where nobody can change it together with the database: it shows later that no tail was cut off, and that nothing before it was written anew.';
  static override examples = [
    'opsdesk audit checkpoint --out checkpoint.json',
    'opsdesk audit verify --checkpoint checkpoint.json',
  ];
  static override flags = outFlag;

  async run(): Promise<void> {
    const { flags } = await this.parse(AuditCheckpoint);
    const { audit } = await this.app();
    const checkpoint = await audit.checkpoint();
    if (flags.out !== undefined) await writeOut(flags.out, [`${toSafeJson(checkpoint, 2)}\n`], this.terminal);
    if (flags.out !== '-') await this.show(checkpoint, checkpointView);
  }
}
