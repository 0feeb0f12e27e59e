import { afterEach, beforeEach, expect, it } from 'vitest';
import { takeCheckpoint } from '../../src/audit/checkpoint.js';
import { exportLines } from '../../src/audit/export.js';
import { sealAll } from '../../src/audit/seal.js';
import { verifyDatabase, verifyExport } from '../../src/audit/verify.js';
import { shiftedClock } from '../../src/runtime/clock.js';
import { onEveryBackend } from '../support/backends.js';
import { collect, dropGuards, writeEntries } from './entries.js';
import { openTrial, type Trial } from './trial.js';

const clock = shiftedClock(0);
const contents = 'operation_id, occurred_at, actor, command, action, entity, entity_id, after_state';

onEveryBackend('a tampered audit trail', (backend) => {
  let trial: Trial;
  beforeEach(async () => {
    trial = await openTrial(backend);
    await writeEntries(trial.database, 12);
    await sealAll(trial.database);
  });
  afterEach(() => trial.drop());

  const broken = async () => (await verifyDatabase(trial.database)).firstBroken;
  const idAt = async (seq: number) => (await trial.sql(`select id from audit_entry where seq = ${seq}`))[0]?.id;

  it('is whole when nobody touched it', async () => {
    expect(await verifyDatabase(trial.database)).toEqual({ ok: true, entries: 12, unsealed: 0, firstBroken: null });
  });

  it('refuses to update, delete and seal again', async () => {
    await expect(trial.sql("update audit_entry set actor = 'eve' where seq = 5")).rejects.toThrow(/append-only/);
    await expect(trial.sql('update audit_entry set seq = 99 where seq = 5')).rejects.toThrow(/append-only/);
    await expect(trial.sql('delete from audit_entry where seq = 5')).rejects.toThrow(/append-only/);
    await writeEntries(trial.database, 1, 13);
    await expect(
      trial.sql("update audit_entry set actor = 'eve', seq = 13, hash = 'x' where seq is null"),
    ).rejects.toThrow(/append-only/);
  });

  it('names a changed entry', async () => {
    await dropGuards(trial);
    const id = await idAt(5);
    await trial.sql("update audit_entry set actor = 'eve' where seq = 5");
    expect(await broken()).toEqual({ kind: 'changed', seq: 5, id });
  });

  it('names a changed hash, and a state that is no JSON any more', async () => {
    await dropGuards(trial);
    await trial.sql("update audit_entry set after_state = '{' where seq = 7");
    expect(await broken()).toMatchObject({ kind: 'changed', seq: 7 });
    await trial.sql('update audit_entry set hash = null where seq = 3');
    expect(await broken()).toMatchObject({ kind: 'changed', seq: 3 });
  });

  it('names a deleted entry, and the first of several', async () => {
    await dropGuards(trial);
    await trial.sql('delete from audit_entry where seq in (4, 5, 9)');
    expect(await broken()).toEqual({ kind: 'deleted', seq: 4, id: null });
    await trial.sql('delete from audit_entry where seq = 1');
    expect(await broken()).toEqual({ kind: 'deleted', seq: 1, id: null });
  });

  it.each([
    [4, 5],
    [3, 9],
  ])('names entries %i and %i that were swapped with their hashes', async (a, b) => {
    await dropGuards(trial);
    await trial.sql(`update audit_entry set seq = 100 where seq = ${a}`);
    await trial.sql(`update audit_entry set seq = ${a} where seq = ${b}`);
    await trial.sql(`update audit_entry set seq = ${b} where seq = 100`);
    expect(await broken()).toEqual({ kind: 'swapped', seq: a, id: await idAt(a) });
  });

  it.each([
    [4, 5],
    [3, 9],
  ])('names entries %i and %i whose contents were swapped under their hashes', async (a, b) => {
    await dropGuards(trial);
    const hashes = await trial.sql(`select seq, hash from audit_entry where seq in (${a}, ${b}) order by seq`);
    await trial.sql(`update audit_entry set seq = 100 where seq = ${a}`);
    await trial.sql(`update audit_entry set seq = ${a}, hash = '${hashes[0]?.hash}' where seq = ${b}`);
    await trial.sql(`update audit_entry set seq = ${b}, hash = '${hashes[1]?.hash}' where seq = 100`);
    expect(await broken()).toEqual({ kind: 'swapped', seq: a, id: await idAt(a) });
  });

  it('names an entry that was pushed in between', async () => {
    await dropGuards(trial);
    await trial.sql('update audit_entry set seq = seq + 100 where seq >= 6');
    await trial.sql('update audit_entry set seq = seq - 99 where seq > 100');
    await trial.sql(
      `insert into audit_entry (id, ${contents}, seq, hash) select 'forged', ${contents}, 6, hash from audit_entry where seq = 5`,
    );
    expect(await broken()).toEqual({ kind: 'inserted', seq: 6, id: 'forged' });
  });

  it('names an entry that was put before the first or behind the head, and seals no further', async () => {
    await trial.sql(
      `insert into audit_entry (id, ${contents}, seq, hash) select 'forged', ${contents}, 13, hash from audit_entry where seq = 5`,
    );
    expect(await broken()).toEqual({ kind: 'inserted', seq: 13, id: 'forged' });
    await writeEntries(trial.database, 1, 14);
    await expect(sealAll(trial.database)).rejects.toMatchObject({ code: 'CHAIN_BROKEN' });
    expect(await verifyDatabase(trial.database)).toMatchObject({
      ok: false,
      unsealed: 1,
      firstBroken: { kind: 'inserted' },
    });
    await trial.sql(
      `insert into audit_entry (id, ${contents}, seq, hash) select 'zeroth', ${contents}, 0, hash from audit_entry where seq = 5`,
    );
    expect(await broken()).toEqual({ kind: 'inserted', seq: 0, id: 'zeroth' });
  });

  it('names a tail that was cut off, by the head or by a checkpoint', async () => {
    const checkpoint = await takeCheckpoint(trial.database, clock);
    await dropGuards(trial);
    await trial.sql('delete from audit_entry where seq > 10');
    expect(await broken()).toEqual({ kind: 'truncated', seq: 11, id: null });
    await trial.sql('update audit_head set seq = 10, hash = (select hash from audit_entry where seq = 10)');
    expect(await broken()).toBeNull();
    expect((await verifyDatabase(trial.database, { checkpoint })).firstBroken).toEqual({
      kind: 'truncated',
      seq: 11,
      id: null,
    });
  });

  it('tells a chain that was written anew, by the head or by a checkpoint', async () => {
    const checkpoint = await takeCheckpoint(trial.database, clock);
    await dropGuards(trial);
    await trial.sql("update audit_entry set actor = 'eve', hash = null where seq = 12");
    await trial.sql('update audit_entry set seq = null where seq = 12');
    await trial.sql('update audit_head set seq = 11, hash = (select hash from audit_entry where seq = 11)');
    expect((await verifyDatabase(trial.database)).firstBroken).toBeNull();
    const { firstBroken } = await verifyDatabase(trial.database, { checkpoint });
    expect(firstBroken).toEqual({ kind: 'rewritten', seq: 12, id: await idAt(12) });
    await trial.sql("update audit_head set hash = 'elsewhere'");
    expect(await broken()).toEqual({ kind: 'rewritten', seq: 12, id: null });
  });

  it('says so when the head is gone', async () => {
    await trial.sql('delete from audit_head');
    await expect(verifyDatabase(trial.database)).rejects.toMatchObject({ code: 'CHAIN_BROKEN' });
  });
});

onEveryBackend('a tampered export', (backend) => {
  let trial: Trial;
  let lines: string[];
  beforeEach(async () => {
    trial = await openTrial(backend);
    await writeEntries(trial.database, 8, 1, { reason: 'two\u2028lines\nand "quotes"' });
    lines = await collect(exportLines(trial.database));
  });
  afterEach(() => trial.drop());

  const verify = (text: readonly string[], options = {}) => {
    const whole = `${text.join('\n')}\n`;
    const cut = Math.floor(whole.length / 3);
    return verifyExport(
      (async function* () {
        yield whole.slice(0, cut);
        yield whole.slice(cut);
      })(),
      options,
    );
  };
  const brokenIn = async (text: readonly string[]) => (await verify(text)).firstBroken;
  const edit = (line: string | undefined, change: object) => JSON.stringify({ ...JSON.parse(line ?? ''), ...change });

  it('is whole when nobody touched it, whatever the order of its keys', async () => {
    expect(await verify(lines)).toEqual({ ok: true, entries: 8, unsealed: 0, firstBroken: null });
    const turned = lines.map((line) => JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(line)).reverse())));
    expect(await brokenIn(turned)).toBeNull();
    expect(await verify([])).toMatchObject({ ok: false, firstBroken: { kind: 'malformed', line: 1 } });
    expect(await verifyExport((async function* () {})())).toMatchObject({ ok: true, entries: 0 });
  });

  it('verifies as a part that begins with its previous hash', async () => {
    const part = await collect(exportLines(trial.database, { since: Date.UTC(2026, 0, 1, 0, 4) }));
    expect(part).toHaveLength(5);
    expect(JSON.parse(part[0] ?? '').previousHash).toBe(JSON.parse(lines[2] ?? '').hash);
    expect(await verify(part)).toMatchObject({ ok: true, entries: 5 });
    expect(await brokenIn(part.slice(1))).toMatchObject({ kind: 'deleted', seq: 1 });
  });

  it('names what was changed, deleted, swapped, inserted, doubled and garbled', async () => {
    const [a, b, c, d, ...rest] = lines;
    const id = (line: string | undefined) => JSON.parse(line ?? '').id;
    expect(await brokenIn([a, b, edit(c, { actor: 'eve' }), d, ...rest] as string[])).toEqual({
      kind: 'changed',
      seq: 3,
      id: id(c),
      line: 3,
    });
    expect(await brokenIn([a, b, edit(c, { actor: '\ud800' }), d, ...rest] as string[])).toMatchObject({
      kind: 'changed',
      seq: 3,
    });
    expect(await brokenIn([b, c, d, ...rest] as string[])).toMatchObject({ kind: 'deleted', seq: 1 });
    expect(await brokenIn([a, d, ...rest] as string[])).toEqual({ kind: 'deleted', seq: 2, id: null, line: 2 });
    expect(await brokenIn([a, c, b, d, ...rest] as string[])).toEqual({ kind: 'swapped', seq: 3, id: id(c), line: 2 });
    expect(await brokenIn([a, d, c, b, ...rest] as string[])).toMatchObject({ kind: 'swapped', line: 2 });
    const forged = edit(b, { id: 'forged' });
    expect(await brokenIn([a, forged, b, c, d, ...rest] as string[])).toEqual({
      kind: 'inserted',
      seq: 2,
      id: 'forged',
      line: 2,
    });
    expect(await brokenIn([a, b, forged, c, d, ...rest] as string[])).toEqual({
      kind: 'inserted',
      seq: 2,
      id: 'forged',
      line: 3,
    });
    expect(await brokenIn([a, b, b, c, d, ...rest] as string[])).toMatchObject({ kind: 'inserted', seq: 2, line: 3 });
    expect(await brokenIn([a, b, '{"seq": 3', d, ...rest] as string[])).toEqual({
      kind: 'malformed',
      seq: 3,
      id: null,
      line: 3,
    });
  });

  it('needs a checkpoint to tell that its tail was cut off', async () => {
    const checkpoint = await takeCheckpoint(trial.database, clock);
    expect(await brokenIn(lines.slice(0, 6))).toBeNull();
    expect(await verify(lines.slice(0, 6), { checkpoint })).toMatchObject({
      ok: false,
      firstBroken: { kind: 'truncated', seq: 7 },
    });
    expect(await verify(lines, { checkpoint })).toMatchObject({ ok: true });
    const other = { ...checkpoint, hash: 'f'.repeat(64) };
    expect(await verify(lines, { checkpoint: other })).toMatchObject({
      ok: false,
      firstBroken: { kind: 'rewritten', seq: 8 },
    });
  });

  it('says so when a part begins behind the checkpoint', async () => {
    const part = await collect(exportLines(trial.database, { since: Date.UTC(2026, 0, 1, 0, 4) }));
    const early = { seq: 2, hash: JSON.parse(lines[1] ?? '').hash as string };
    await expect(verify(part, { checkpoint: early })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    const meeting = { seq: 3, hash: JSON.parse(lines[2] ?? '').hash as string };
    expect(await verify(part, { checkpoint: meeting })).toMatchObject({ ok: true });
    expect(await verify(part, { checkpoint: { seq: 3, hash: 'f'.repeat(64) } })).toMatchObject({
      firstBroken: { kind: 'rewritten' },
    });
  });
});
