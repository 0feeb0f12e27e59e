import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import type { AuditView } from '../../audit/list.js';
import { writeFileWhole } from '../../cli/write-out.js';
import { plainPaint } from '../../present/colour.js';
import { formatDetail } from '../../present/detail.js';
import { escapeText, toSafeJson } from '../../present/escape-text.js';
import { csvText, ndjsonText } from '../../present/export-text.js';
import { auditView, verificationView } from '../../present/views/audit-view.js';
import { ActionPlace, type Values } from '../parts/action-place.js';
import { ListPlace } from '../parts/list-place.js';
import { TextPlace } from '../parts/text-place.js';
import type { Place } from '../place.js';
import type { Stage } from '../stage.js';
import { itsBooking } from './its-booking.js';

/** Who did what, the newest first. */
export function openAudit(stage: Stage): Place {
  return new ListPlace(stage, {
    title: 'Audit trail',
    command: () => ['audit', 'list'],
    columns: () => auditView.columns,
    idOf: ({ id }) => id,
    emptyText: auditView.emptyText,
    fetch: ({ limit, cursor }) => stage.app.audit.list({ limit, cursor }),
    open: (entry) => stage.open(openEntry(stage, entry)),
    bindings: (list) => [
      { keys: ['e'], label: 'export', run: () => stage.open(openExport(stage)) },
      { keys: ['v'], label: 'verify', run: () => verify(stage) },
      itsBooking(stage, () => (list.selected?.entity === 'booking' ? list.selected.entityId : undefined)),
    ],
  });
}

/** As a shell would read it. */
function outOf(value: Values): string {
  return value('out').replace(/^~(?=\/)/, homedir());
}

function openEntry(stage: Stage, entry: AuditView): Place {
  const { paint } = stage.theme;
  return new TextPlace(stage, {
    title: entry.id,
    command: ['audit', 'list', '--operation', entry.operationId, '--json'],
    isFixed: true,
    bindings: () => [itsBooking(stage, () => (entry.entity === 'booking' ? entry.entityId : undefined))],
    read: async () =>
      [
        formatDetail(entry, auditView.columns, paint),
        '',
        paint('dim', 'Before'),
        toSafeJson(entry.before, 2),
        '',
        paint('dim', 'After'),
        toSafeJson(entry.after, 2),
      ].join('\n'),
  });
}

function verify(stage: Stage): void {
  stage.run(async () => {
    const verification = await stage.app.audit.verify();
    // The notice has a sign of its own.
    const told = verificationView.text?.(verification, plainPaint).replace(/^\S /, '') ?? '';
    stage.say(told, verification.ok ? 'green' : 'red');
  });
}

/** The trail as a file, sealed first; it appears whole or not at all. */
export function openExport(stage: Stage): Place {
  return new ActionPlace(stage, {
    title: 'Export',
    verb: 'Write the file',
    intro: 'Name the file that the trail is to be written to.',
    fields: [
      { name: 'out', label: 'File', hint: 'one that does not exist yet, or is to be replaced', isRequired: true },
      { name: 'format', label: 'Format', choices: ['ndjson', 'csv'] },
    ],
    command: (value) => ['audit', 'export', '--out', outOf(value), '--format', value('format')],
    tryOut: async (value) => ({
      text:
        value('format') === 'csv'
          ? 'CSV is for reading: it cannot be verified.'
          : 'NDJSON can be verified anywhere: opsdesk audit verify --from FILE',
      question: existsSync(outOf(value))
        ? `Seal the audit trail and REPLACE the file ${outOf(value)} by it?`
        : `Seal the audit trail and write it to ${outOf(value)}?`,
    }),
    carryOut: async (value) => {
      const out = outOf(value);
      let entries = 0;
      const counted = async function* <T>(items: AsyncIterable<T>): AsyncGenerator<T> {
        for await (const item of items) {
          entries += 1;
          yield item;
        }
      };
      const { audit } = stage.app;
      const text =
        value('format') === 'csv'
          ? csvText(counted(await audit.exportRows({})))
          : ndjsonText(counted(await audit.exportLines({})));
      await writeFileWhole(out, text);
      return { told: `${entries} entries are in ${escapeText(out)}.` };
    },
  });
}
