import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Desk } from '../../src/desk.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { openTestDesk } from '../support/desk.js';
import { AGENTS, emptyQueue, fillHolds, ITEMS, wantOne } from './race.js';

onEveryBackend(`${AGENTS} agents at once`, (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  let item: string;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial, { maxConnections: 10 });
    item = await fillHolds(desk);
  });
  afterAll(async () => {
    await desk.database.close();
    await trial.drop();
  });

  it('that want one item: one gets it', async () => {
    const { counts } = await wantOne(desk, item);
    expect(counts).toEqual({ done: 1, ALREADY_CLAIMED: AGENTS - 1 });
  });

  it('that take from a queue until it is empty: each item is given once', { timeout: 60_000 }, async () => {
    const given = await emptyQueue(desk);
    expect([given.length, new Set(given).size]).toEqual([ITEMS - 1, ITEMS - 1]);
  });
});
