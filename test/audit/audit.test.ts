import { afterEach, beforeEach, expect, it } from 'vitest';
import { AUDIT_CHECKS } from '../../src/audit/audit-checks.js';
import { DatabaseAuditTrail } from '../../src/audit/audit-trail.js';
import { parseCheckpoint, takeCheckpoint } from '../../src/audit/checkpoint.js';
import { exportLines, exportRows } from '../../src/audit/export.js';
import { historyOf, listAudit } from '../../src/audit/list.js';
import { sealAll } from '../../src/audit/seal.js';
import { verifyDatabase } from '../../src/audit/verify.js';
import { shiftedClock } from '../../src/runtime/clock.js';
import { newDataKey } from '../../src/runtime/personal-data.js';
import { onEveryBackend } from '../support/backends.js';
import { collect, writeEntries } from './entries.js';
import { openTrial, type Trial } from './trial.js';

onEveryBackend('the audit trail', (backend) => {
  let trial: Trial;
  beforeEach(async () => {
    trial = await openTrial(backend);
  });
  afterEach(() => trial.drop());

  const violations = async () => {
    const counts: Record<string, number> = {};
    for (const { name, sql } of AUDIT_CHECKS) {
      const count = (await trial.database.session.first(sql, { now: 0, real: 0 }))?.violations ?? 0;
      if (count > 0) counts[name] = count;
    }
    return counts;
  };

  async function addCustomer(id: string): Promise<string> {
    const key = newDataKey();
    await trial.sql(
      `insert into customer (id, version, name, language, data_key, created_at, updated_at)
       values ('${id}', 1, 'Ann', 'en', '${key}', 0, 0)`,
    );
    return key;
  }

  it('seals without a fork when several seal at once', async () => {
    await writeEntries(trial.database, 1_300);
    const others = await Promise.all([trial.another(), trial.another()]);
    const counts = await Promise.all([trial.database, ...others, ...others].map(sealAll));
    expect(counts.reduce((a, b) => a + b)).toBe(1_300);
    expect(await verifyDatabase(trial.database)).toEqual({ ok: true, entries: 1_300, unsealed: 0, firstBroken: null });
    expect(await violations()).toEqual({});
  });

  it('seals 10,000 entries in seconds', { timeout: 60_000 }, async () => {
    await writeEntries(trial.database, 10_000);
    const startedAt = performance.now();
    expect(await sealAll(trial.database)).toBe(10_000);
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });

  it('seals what RFC 8785 has no form for', async () => {
    const after = { half: '\ud83d', whole: '\u{1f600}', quoted: '\\ud83d', '\udfff': 1 };
    await writeEntries(trial.database, 1, 1, { reason: 'x\ud800y', after });
    expect(await verifyDatabase(trial.database)).toMatchObject({ ok: true, entries: 1 });
    const [line = ''] = await collect(exportLines(trial.database));
    expect(JSON.parse(line)).toMatchObject({
      reason: expect.stringMatching(/^x\ufffd+y$/),
      after: { half: '\ufffd', whole: '\u{1f600}', quoted: '\\ud83d', '\ufffd': 1 },
    });
  });

  it('knows which operations have committed', async () => {
    const trail = new DatabaseAuditTrail(trial.database);
    await writeEntries(trial.database, 1, 1, { operationId: 'op_1' });
    expect(await trail.hasCommitted('op_1')).toBe(true);
    expect(await trail.hasCommitted('op_2')).toBe(false);
  });

  it('says what is not sealed yet, and seals before it exports, verifies and marks', async () => {
    await writeEntries(trial.database, 3);
    expect(await violations()).toEqual({ 'audit-unsealed-tail': 3 });
    expect(await collect(exportLines(trial.database))).toHaveLength(3);
    await writeEntries(trial.database, 1, 4);
    expect(await verifyDatabase(trial.database)).toMatchObject({ entries: 4, unsealed: 0 });
    await writeEntries(trial.database, 1, 5);
    const checkpoint = await takeCheckpoint(trial.database, shiftedClock(0));
    expect(checkpoint.seq).toBe(5);
    expect(parseCheckpoint(JSON.stringify(checkpoint))).toEqual(checkpoint);
    for (const text of ['', 'null', '{}', '{"seq":1,"hash":"f","at":"now"}']) {
      expect(() => parseCheckpoint(text)).toThrow(/not a checkpoint/);
    }
  });

  it('lets the doctor see a gap, a wrong head and a missing one', async () => {
    await writeEntries(trial.database, 4);
    await sealAll(trial.database);
    await trial.sql('update audit_head set seq = 3');
    expect(await violations()).toEqual({ 'audit-head-is-the-last-entry': 1 });
    await trial.sql('delete from audit_head');
    expect(await violations()).toEqual({ 'audit-has-a-head': 1 });
  });

  it('lists newest first, in pages, by every filter', async () => {
    await writeEntries(trial.database, 5);
    await writeEntries(trial.database, 1, 6, { actor: 'bob', action: 'booking.cancelled', operationId: 'op_6' });
    const { session } = trial.database;
    const first = await listAudit(session, { limit: 4 });
    expect(first.items.map((item) => item.entityId)).toEqual(['K7QX6', 'K7QX5', 'K7QX4', 'K7QX3']);
    const second = await listAudit(session, { limit: 4, cursor: first.nextCursor ?? '' });
    expect(second.items.map((item) => item.entityId)).toEqual(['K7QX2', 'K7QX1']);
    expect(second.nextCursor).toBeNull();
    for (const filter of [
      { actor: 'bob' },
      { action: 'booking.cancelled' },
      { operation: 'op_6' },
      { entity: 'booking', entityId: 'K7QX6' },
      { since: Date.UTC(2026, 0, 1, 0, 6) },
    ]) {
      expect((await listAudit(session, { limit: 10, ...filter })).items.map((item) => item.entityId)).toEqual([
        'K7QX6',
      ]);
    }
    expect((await listAudit(session, { limit: 10, command: 'booking cancel' })).items).toEqual([]);
  });

  it('keeps what is personal readable until its customer is erased, and the chain whole behind that', async () => {
    const dataKey = await addCustomer('cus_1');
    const subject = { customerId: 'cus_1', dataKey };
    await writeEntries(trial.database, 1, 1, {
      entityId: 'K7QX2M',
      subject,
      personal: { after: { email: 'ann@example.com' } },
    });
    await writeEntries(trial.database, 1, 2, {
      entityId: 'K7QX2M',
      action: 'booking.changed',
      reason: 'asked on the phone',
      before: { status: 'held', total: { amountMinor: 100, currency: 'EUR' }, seats: ['1A', '1B'] },
      after: { status: 'confirmed', total: { amountMinor: 250, currency: 'EUR' }, seats: ['1A', '2B'], remark: null },
      subject,
      personal: { before: { email: 'ann@example.com' }, after: { email: 'ann@example.org' } },
    });
    const { session } = trial.database;
    expect((await listAudit(session, { limit: 1 })).items[0]?.personal).toMatchObject({
      after: { email: 'ann@example.org' },
    });
    const history = await historyOf(session, 'booking', 'K7QX2M');
    expect(history.map((item) => [item.action, item.reason, item.isErased])).toEqual([
      ['booking.held', null, false],
      ['booking.changed', 'asked on the phone', false],
    ]);
    expect(history[0]?.changes).toContainEqual({ field: 'email', before: null, after: 'ann@example.com' });
    expect(history[1]?.changes).toEqual([
      { field: 'status', before: 'held', after: 'confirmed' },
      { field: 'total', before: { amountMinor: 100, currency: 'EUR' }, after: { amountMinor: 250, currency: 'EUR' } },
      { field: 'seats[1]', before: '1B', after: '2B' },
      { field: 'email', before: 'ann@example.com', after: 'ann@example.org' },
    ]);

    const [row] = await collect(exportRows(trial.database));
    expect(row).toMatchObject({ seq: 1, customerId: 'cus_1', after: '{"status":"held","version":1}' });
    expect(JSON.stringify(row)).not.toContain('example.com');
    await trial.sql("update customer set data_key = null where id = 'cus_1'");
    expect((await listAudit(session, { limit: 1 })).items[0]?.personal).toEqual({ erased: true });
    expect((await historyOf(session, 'booking', 'K7QX2M'))[1]).toMatchObject({
      isErased: true,
      changes: { length: 3 },
    });
    expect(await verifyDatabase(trial.database)).toMatchObject({ ok: true, entries: 2 });
  });

  it('records the change of an erased customer without what was personal in it, and never in clear', async () => {
    await trial.sql(
      `insert into customer (id, version, name, language, created_at, updated_at) values ('cus_2', 2, '-', 'en', 0, 0)`,
    );
    const personal = { after: { email: 'ann@example.com' } };
    await writeEntries(trial.database, 1, 1, { subject: { customerId: 'cus_2', dataKey: null }, personal });
    expect(await trial.sql('select personal from audit_entry')).toEqual([{ personal: null }]);
    await expect(writeEntries(trial.database, 1, 2, { personal })).rejects.toThrow(/nobody in particular/);
  });
});
