import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { fromFlag } from '../../src/cli/file-flags.js';
import { openText } from '../../src/cli/open-text.js';
import { readInput } from '../../src/cli/read-input.js';
import { verificationView } from '../../src/present/views/audit-view.js';

export default class AuditVerify extends BaseCommand {
  static override summary = 'Recompute the chain of the audit trail, and name the first broken entry.';
  static override description =
    'Shows what was changed, deleted, swapped or inserted. That its tail was cut off shows only with a checkpoint that was kept elsewhere. With --from it reads an NDJSON export and needs no database. Exits 5 when it is broken.';
  static override examples = [
    'opsdesk audit verify',
    'opsdesk audit verify --checkpoint checkpoint.json',
    'opsdesk audit verify --from trail.ndjson --json',
  ];
  static override flags = {
    ...fromFlag,
    checkpoint: Flags.string({ summary: 'File of opsdesk audit checkpoint.', helpValue: 'FILE|-' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(AuditVerify);
    const checkpoint = flags.checkpoint === undefined ? undefined : await readInput(flags.checkpoint);
    const { audit } = await this.app();
    const result =
      flags.from === undefined
        ? await audit.verify(checkpoint)
        : await audit.verifyExport(openText(flags.from), checkpoint);
    await this.show(result, verificationView);
    if (!result.ok) this.conclude('CHAIN_BROKEN');
  }
}
