import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Desk } from '../../src/desk.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { cli } from '../support/cli.js';
import { openTestDesk, violationsOf } from '../support/desk.js';
import { Gate } from './gate.js';
import { allAtOnce, crowd, Tally } from './outcomes.js';
import { bookPackage, lastPackage, ONE_BUYER, packageArgs, raceForRoom, takenOf } from './package-race.js';
import { raceProcesses } from './race-processes.js';

const isLong = Boolean(process.env.OPSDESK_TORTURE);
const BUYERS = 32;
const CARD = { gateway: 'sandbox', source: 'tok_ok' };

onEveryBackend('the last package', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial, { maxConnections: 10 });
  });

  afterAll(async () => {
    expect(await violationsOf(desk)).toEqual([]);
    await desk.database.close();
    await trial.drop();
  });

  it('goes to one of 32 buyers, whole', async () => {
    const tally = new Tally();
    for (let round = 0; round < (isLong ? 20 : 4); round += 1) {
      const wanted = await lastPackage(desk);
      const race = await crowd(BUYERS, () => bookPackage(desk, wanted, round % 2 === 0 ? {} : { pay: CARD }));
      tally.add(race);
      expect(race.counts).toEqual({ done: 1, SOLD_OUT: BUYERS - 1 });
      expect(await takenOf(desk, wanted)).toEqual(ONE_BUYER);
    }
    tally.print(`${backend.dialect}: ${BUYERS} buyers of one package`);
  });

  it('is whole or nothing where the flights are plenty and the room is the last', async () => {
    const { endings, taken } = await raceForRoom(desk, BUYERS);
    expect(endings).toEqual({ done: 1, ROOM_SOLD_OUT: BUYERS - 1 });
    expect(taken).toEqual([ONE_BUYER]);
  });

  it('is whole or nothing for two buyers who each want what the other has', async () => {
    const tally = new Tally();
    for (let round = 0; round < (isLong ? 40 : 8); round += 1) {
      const [a, b] = [await lastPackage(desk), await lastPackage(desk)];
      const [first, second] = [
        { out: a.out, back: b.out, property: a.property },
        { out: b.out, back: a.out, property: b.property },
      ];
      const crossed = { ...second, property: a.property };
      const race = await allAtOnce([first, second, crossed, first].map((wanted) => () => bookPackage(desk, wanted)));
      tally.add(race);
      expect(race.counts).toEqual({ done: 1, SOLD_OUT: 3 });
      const [left, right] = [await takenOf(desk, first), await takenOf(desk, second)];
      // Both name the same two flights; the rooms are of the winner's property alone.
      expect(left.seats).toBe(2);
      expect([left.nights + right.nights, left.counted + right.counted]).toEqual([3, 3]);
    }
    tally.print(`${backend.dialect}: crossed packages`);
  });

  it.runIf(isLong)('goes to one of 32 processes, whole', { timeout: 240_000 }, async () => {
    // The first process leaves compiled code for the others, as on a desk that is in use.
    await cli(trial, ['booking', 'list', '--json']);
    for (let round = 0; round < 3; round += 1) {
      const wanted = await lastPackage(desk);
      const gate = await Gate.close(trial);
      const ended = await raceProcesses(trial, BUYERS, packageArgs(wanted), 'opsdesk', gate);
      console.log(`${backend.dialect}: ${BUYERS} processes, ${JSON.stringify(ended.counts)}, ${ended.ms} ms`);
      expect(ended.counts).toEqual({ '0': 1, '5 SOLD_OUT': BUYERS - 1 });
      expect(await takenOf(desk, wanted)).toEqual(ONE_BUYER);
    }
  });
});
