import type { AuditFilter } from '../audit/audit-repository.js';
import type { ExportOptions } from '../audit/export.js';
import type { VerifyOptions } from '../audit/verify.js';
import type { Desk } from '../desk.js';
import type { LedgerQuery } from '../report/ledger.js';
import type { LoadQuery } from '../report/load-factor.js';
import type { SalesQuery } from '../report/sales.js';

/** What was written down, and what is made of it. */
export const recordsUseCases = (desk: () => Promise<Desk>) => ({
  audit: {
    list: async (filter: AuditFilter) => {
      const { listAudit } = await import('../audit/list.js');
      return listAudit((await desk()).session, filter);
    },
    exportLines: async (options: ExportOptions) => {
      const { exportLines } = await import('../audit/export.js');
      return exportLines((await desk()).database, options);
    },
    exportRows: async (options: ExportOptions) => {
      const { exportRows } = await import('../audit/export.js');
      return exportRows((await desk()).database, options);
    },
    /** @param checkpoint the text of one */
    verify: async (checkpoint?: string) => {
      const { verifyDatabase } = await import('../audit/verify.js');
      return verifyDatabase((await desk()).database, await verifyOptions(checkpoint));
    },
    /** Needs no database: the file is enough. */
    verifyExport: async (chunks: AsyncIterable<string>, checkpoint?: string) => {
      const { verifyExport } = await import('../audit/verify.js');
      return verifyExport(chunks, await verifyOptions(checkpoint));
    },
    checkpoint: async () => {
      const { takeCheckpoint } = await import('../audit/checkpoint.js');
      const { database, clock } = await desk();
      return takeCheckpoint(database, clock);
    },
  },

  reports: {
    backlog: async () => {
      const { reportBacklog } = await import('../report/backlog.js');
      return reportBacklog(await desk());
    },
    sales: async (query: SalesQuery) => {
      const { reportSales } = await import('../report/sales.js');
      return reportSales((await desk()).session, query);
    },
    loadFactor: async (query: LoadQuery) => {
      const [{ reportLoadFactor }, { session, clock }] = await Promise.all([
        import('../report/load-factor.js'),
        desk(),
      ]);
      return reportLoadFactor(session, query, clock.now());
    },
    ledger: async (query: LedgerQuery) => {
      const [{ reportLedger }, { session, clock }] = await Promise.all([import('../report/ledger.js'), desk()]);
      return reportLedger(session, query, clock.now());
    },
  },
});

async function verifyOptions(checkpoint: string | undefined): Promise<VerifyOptions> {
  if (checkpoint === undefined) return {};
  const { parseCheckpoint } = await import('../audit/checkpoint.js');
  return { checkpoint: parseCheckpoint(checkpoint) };
}
