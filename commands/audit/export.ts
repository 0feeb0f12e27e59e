import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { sinceFlag } from '../../src/cli/parse.js';
import { writeOut } from '../../src/cli/write-out.js';
import { csvText, ndjsonText } from '../../src/present/export-text.js';
import { exportView } from '../../src/present/views/audit-view.js';

export default class AuditExport extends BaseCommand {
  static override summary = 'Write the audit trail to a file, or to stdout.';
  static override description =
    'Seals what is unsealed first. NDJSON can be verified anywhere, even a part of it: opsdesk audit verify --from FILE. CSV is for reading. What is personal stays encrypted. A file appears whole or not at all, and only its owner may read it.';
  static override examples = [
    'opsdesk audit export --out trail.ndjson',
    'opsdesk audit export --out trail.csv --format csv --since 2026-12-01',
    { description: 'Verify it on the way', command: 'opsdesk audit export --out - | opsdesk audit verify --from -' },
  ];
  static override flags = {
    out: Flags.string({ summary: 'File to write, or - for stdout.', helpValue: 'FILE|-', required: true }),
    since: sinceFlag({ summary: 'Only from this day (UTC) or instant on.' }),
    format: Flags.option({
      summary: 'ndjson, which can be verified, or csv.',
      helpValue: 'FORMAT',
      options: ['ndjson', 'csv'] as const,
      default: 'ndjson' as const,
    })(),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(AuditExport);
    const { out, since, format } = flags;
    const { audit } = await this.app();
    const counter = { entries: 0 };
    const text =
      format === 'csv'
        ? csvText(counted(await audit.exportRows({ since }), counter))
        : ndjsonText(counted(await audit.exportLines({ since }), counter));
    await writeOut(out, text, this.terminal);
    if (out !== '-') await this.show({ file: out, format, entries: counter.entries }, exportView);
  }
}

async function* counted<T>(items: AsyncIterable<T>, counter: { entries: number }): AsyncGenerator<T> {
  for await (const item of items) {
    counter.entries += 1;
    yield item;
  }
}
