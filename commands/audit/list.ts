import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { sinceFlag } from '../../src/cli/parse.js';
import { auditView } from '../../src/present/views/audit-view.js';

export default class AuditList extends BaseCommand {
  static override summary = 'List entries of the audit trail, newest first.';
  static override description =
    'Who changed what, when and why. What each changed, field by field, is in -o json; of a booking: opsdesk booking history REF.';
  static override examples = [
    'opsdesk audit list --since 2026-12-01 --actor ann',
    'opsdesk audit list --entity booking --id K7QX2M --json',
    'opsdesk audit list --action refund.quoted --limit 20',
  ];
  static override flags = {
    since: sinceFlag({ summary: 'Only from this day (UTC) or instant on.' }),
    actor: Flags.string({ summary: 'Only by this operator.', helpValue: 'NAME' }),
    command: Flags.string({ summary: 'Only of this command, such as "booking cancel".', helpValue: 'COMMAND' }),
    action: Flags.string({ summary: 'Only this action, such as booking.cancelled.', helpValue: 'ACTION' }),
    entity: Flags.string({ summary: 'Only of this kind of thing: booking, refund, customer…', helpValue: 'KIND' }),
    id: Flags.string({ summary: 'Only of the thing with this reference.', helpValue: 'REF' }),
    operation: Flags.string({ summary: 'Only of this operation.', helpValue: 'ID' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(AuditList);
    const { since, actor, command, action, entity, id: entityId, operation } = flags;
    const app = await this.app();
    const filter = { since, actor, command, action, entity, entityId, operation, ...this.page() };
    await this.list(await app.audit.list(filter), auditView);
  }
}
