import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { DEFAULT_POLICY, type Policy } from '../../src/disruption/policy.js';
import { onEveryBackend } from '../support/backends.js';
import { at, inShort, itemOf, PlanWorld } from './plan-world.js';

const policy = (change: Partial<Policy>): Policy => ({ ...DEFAULT_POLICY, ...change });

onEveryBackend('a plan', (backend) => {
  let world: PlanWorld;

  beforeAll(async () => {
    world = await PlanWorld.open(backend);
  });
  afterAll(async () => {
    await world.close();
  });
  beforeEach(async () => {
    await world.clear();
  });

  /** What the plan says of bookings, in their order. */
  async function outcomes(bookings: readonly string[], by: Policy = DEFAULT_POLICY) {
    const plan = await world.plan(by);
    return bookings.map((each) => inShort(itemOf(plan, each)));
  }

  it('takes the next direct flight', async () => {
    await world.fly('1 JFK-ORD 10:00 12:30 Y6', '2 JFK-ORD 14:00 16:30 Y6', '3 JFK-ORD 18:00 20:30 Y6');
    const booking = await world.sell([1], { people: 2 });
    await world.cancel(1);
    const plan = await world.plan();
    const item = itemOf(plan, booking);
    expect(inShort(item)).toBe('move XX2 Y');
    expect(item).toMatchObject({ passengers: 2, tier: 'none', protected: [], version: expect.any(Number) });
    expect(item.journeys).toEqual([
      {
        ...{ journey: 1, origin: 'JFK', destination: 'ORD', arrivedAt: '2026-12-01T12:30:00Z', delayMinutes: 240 },
        from: [expect.objectContaining({ segment: 'S1', flight: 'XX1/2026-12-01' })],
        to: [expect.objectContaining({ flight: 'XX2/2026-12-01', cabin: 'Y', departsAt: '2026-12-01T14:00:00Z' })],
      },
    ]);
    // Two people, four hours, and a meal each from two hours of waiting on.
    expect(item.costs).toEqual({ delay: 16_000, care: 3_000 });
    expect(item.reason).toBe('next direct flight XX2/2026-12-01 arrives 4 h later');
    expect(item.alternatives).toEqual([
      { flights: ['XX3/2026-12-01'], delayMinutes: 480, costMinor: 38_000, whyNot: 'costs 190.00 USD more' },
    ]);
    expect(plan.costs).toMatchObject({ currency: 'USD', total: 19_000, delay: 16_000, care: 3_000, refund: 0 });
    expect(plan.totals).toMatchObject({ bookings: 1, passengers: 2, movedPassengers: 2, meanDelayMinutes: 240 });
    expect(plan.solver).toMatchObject({ objectiveMinor: 19_000, boundMinor: 19_000, gap: 0, groups: 1, candidates: 2 });
    expect(plan.loads).toEqual([{ flight: 'XX2/2026-12-01', cabin: 'Y', authorised: 6, before: 0, after: 2 }]);
    expect(plan.inventory.flights).toEqual({ 'XX2/2026-12-01': 1 });
  });

  it('goes via a hub where the direct flights are full', async () => {
    await world.fly('1 JFK-SFO 10:00 16:00 Y6', '2 JFK-SFO 12:00 18:00 Y1', '3 JFK-SFO +1 10:00 +1 16:00 Y6');
    await world.fly('4 JFK-ORD 11:00 13:30 Y6', '5 ORD-SFO 15:00 19:10 Y6');
    world.dayOf.set(3, 2);
    const booking = await world.sell([1], { people: 2 });
    await world.sell([2]);
    await world.cancel(1);
    const item = itemOf(await world.plan(), booking);
    expect(inShort(item)).toBe('move XX4 Y + XX5 Y');
    expect(item.reason).toBe(
      'next direct flight full; via ORD arrives 3 h 10 min later, 20 h 50 min earlier than the alternative',
    );
    expect(item.alternatives.map(({ whyNot }) => whyNot)).toContain('XX2/2026-12-01 is full in cabin Y');
  });

  it('does not go by a connection that is too short', async () => {
    await world.fly('1 JFK-SFO 10:00 16:00 Y6', '3 JFK-SFO +1 10:00 +1 16:00 Y6');
    await world.fly('4 JFK-ORD 11:00 13:30 Y6', '5 ORD-SFO 14:14 19:10 Y6');
    world.dayOf.set(3, 2);
    const booking = await world.sell([1]);
    await world.cancel(1);
    expect(await outcomes([booking])).toEqual(['move XX3 Y']);
  });

  it('refunds a group that finds no seats together, with all that was paid for it', async () => {
    await world.fly('1 JFK-ORD 10:00 12:30 Y6', '2 JFK-ORD 14:00 16:30 Y2', '3 ORD-JFK +1 14:00 +1 16:30 Y6');
    world.dayOf.set(3, 2);
    const booking = await world.sell([1, 3], { people: 3, infants: 1 });
    await world.cancel(1);
    const plan = await world.plan();
    const item = itemOf(plan, booking);
    expect(inShort(item)).toBe('refund');
    // Two flights for three with a seat, and a tenth of the fare without tax for the infant.
    expect(item.costs).toMatchObject({ refund: 2 * (3 * 21_000 + 2_000), goodwill: 3 * 25_000 });
    expect(item.costs.service).toBe(3 * 96 * 2_000);
    expect(item.reason).toBe('no way to ORD that leaves by 2026-12-04 has 3 seats together');
    expect(plan.loads).toEqual([{ flight: 'XX3/2026-12-02', cabin: 'Y', authorised: 6, before: 3, after: 0 }]);
    expect(plan.totals).toMatchObject({ refunded: 1, refundedPassengers: 3, moved: 0 });
  });

  it('says that there is no way at all', async () => {
    await world.fly('1 JFK-ORD 10:00 12:30 Y6');
    const booking = await world.sell([1]);
    await world.cancel(1);
    expect(itemOf(await world.plan(), booking).reason).toBe('nothing gets to ORD that leaves by 2026-12-04');
  });

  it('serves protected passengers first, then those with a connection, then by tier', async () => {
    await world.fly(
      '1 JFK-ORD 10:00 12:30 Y9',
      '2 JFK-ORD 14:00 16:30 Y1',
      '3 JFK-ORD 18:00 20:30 Y1',
      '4 JFK-ORD 20:00 22:30 Y1',
    );
    const plain = await world.sell([1]);
    const platinum = await world.sell([1], { tier: 'platinum' });
    const wheelchair = await world.sell([1], { service: 'WCHR' });
    const silver = await world.sell([1], { tier: 'silver' });
    await world.cancel(1);
    const plan = await world.plan();
    expect([wheelchair, platinum, silver, plain].map((each) => inShort(itemOf(plan, each)))).toEqual([
      'move XX2 Y',
      'move XX3 Y',
      'move XX4 Y',
      'refund',
    ]);
    expect(plan.items.map(({ recordLocator }) => recordLocator)).toEqual([wheelchair, platinum, silver, plain]);
    expect(itemOf(plan, wheelchair).protected).toEqual(['WCHR']);
    expect(itemOf(plan, plain).reason).toBe('every way to ORD with a seat is given to others');
  });

  it('puts people into a lower cabin at a price, and into a better one for nothing', async () => {
    await world.fly('1 JFK-ORD 10:00 12:30 Y6 C2', '2 JFK-ORD 14:00 16:30 Y1 C1');
    const business = await world.sell([1], { cabin: 'C' });
    const other = await world.sell([1], { cabin: 'C' });
    await world.cancel(1);
    const plan = await world.plan();
    expect([inShort(itemOf(plan, business)), inShort(itemOf(plan, other))].sort()).toEqual([
      'move XX2 C',
      'move XX2 Y',
    ]);
    expect(plan.costs.downgrade).toBe(20_000);
    const never = policy({ cabins: { upgrade: true, downgrade: false } });
    expect((await outcomes([business, other], never)).sort()).toEqual(['move XX2 C', 'refund']);
  });

  it('gives a better cabin to who has paid less only where their own is full', async () => {
    await world.fly('1 JFK-ORD 10:00 12:30 Y6 C2', '2 JFK-ORD 14:00 16:30 Y1 C2');
    const first = await world.sell([1]);
    const second = await world.sell([1]);
    await world.cancel(1);
    const plan = await world.plan();
    const [one, two] = [first, second].map((each) => itemOf(plan, each));
    expect([inShort(one as never), inShort(two as never)].sort()).toEqual(['move XX2 C', 'move XX2 Y']);
    expect([one, two].find((each) => inShort(each as never) === 'move XX2 C')?.reason).toMatch(
      /in a better cabin at no charge$/,
    );
    const never = policy({ cabins: { upgrade: false, downgrade: true } });
    expect((await outcomes([first, second], never)).sort()).toEqual(['move XX2 Y', 'refund']);
  });

  it('flies to another airport of the city if the policy allows it', async () => {
    await world.fly('1 ORD-JFK 10:00 12:30 Y6', '2 ORD-LGA 11:00 13:30 Y6');
    const booking = await world.sell([1]);
    await world.cancel(1);
    const item = itemOf(await world.plan(), booking);
    expect(inShort(item)).toBe('move XX2 Y');
    expect(item.costs.airport).toBe(6_000);
    expect(item.reason).toMatch(/lands in LGA instead of JFK/);
    expect(await outcomes([booking], policy({ otherAirports: false }))).toEqual(['refund']);
  });

  it('puts a child who travels alone on direct flights only', async () => {
    await world.fly('1 JFK-SFO 10:00 16:00 Y6', '3 JFK-SFO +2 10:00 +2 16:00 Y6');
    await world.fly('4 JFK-ORD 11:00 13:30 Y6', '5 ORD-SFO 15:00 19:10 Y6', '6 LGA-SFO 11:00 17:00 Y6');
    world.dayOf.set(3, 3);
    const booked = await world.sell([1], { people: 0, children: 1 });
    const escorted = await world.sell([1], { service: 'UMNR' });
    await world.cancel(1);
    expect(await outcomes([booked, escorted])).toEqual(['move XX3 Y', 'move XX3 Y']);
  });

  it('rebooks a connection that a delay has broken, and keeps the delayed flight', async () => {
    await world.fly('1 JFK-ORD 10:00 12:30 Y6', '2 ORD-SFO 14:00 18:00 Y6', '3 ORD-SFO 17:00 21:00 Y6');
    const booking = await world.sell([1, 2]);
    await world.delay(1, 90);
    const item = itemOf(await world.plan(), booking);
    expect(inShort(item)).toBe('move XX3 Y');
    expect(item.journeys[0]?.from.map(({ segment }) => segment)).toEqual(['S2']);
    expect(item.journeys[0]?.delayMinutes).toBe(180);
    expect(item.reason).toMatch(/keeps XX1/);
  });

  it('leaves alone whose delay is short and breaks nothing', async () => {
    await world.fly('1 JFK-ORD 10:00 12:30 Y6', '2 ORD-SFO 15:00 18:00 Y6', '3 JFK-SFO 10:30 16:00 Y6');
    await world.sell([1, 2]);
    await world.delay(1, 90);
    const plan = await world.plan();
    expect(plan.items).toEqual([]);
    expect(plan.solver.status).toBe('none');
  });

  it('keeps a late flight where nothing is better, and leaves it where something is', async () => {
    await world.fly('1 JFK-ORD 10:00 12:30 Y6', '2 JFK-ORD 20:00 22:30 Y1', '3 JFK-ORD 11:00 13:30 Y1');
    const one = await world.sell([1]);
    const two = await world.sell([1]);
    await world.delay(1, 300);
    const plan = await world.plan();
    const said = [one, two].map((each) => itemOf(plan, each));
    expect(said.map(inShort).sort()).toEqual(['keep', 'move XX3 Y']);
    const kept = said.find(({ action }) => action === 'keep');
    expect(kept?.journeys[0]).toMatchObject({ from: [], to: [], delayMinutes: 300 });
    expect(kept?.reason).toMatch(/^arrives 5 h later on its own flight/);
    expect(plan.totals).toMatchObject({ kept: 1, moved: 1 });
  });

  it('plans two journeys of a booking together', async () => {
    await world.fly('1 JFK-ORD 10:00 12:30 Y6', '2 ORD-JFK 20:00 22:30 Y6');
    await world.fly('3 JFK-ORD 19:30 22:00 Y6', '4 ORD-JFK 21:00 23:30 Y6', '5 ORD-JFK +1 08:00 +1 10:30 Y6');
    world.dayOf.set(5, 2);
    const booking = await world.sell([1, 2]);
    await world.cancel(1);
    await world.cancel(2);
    // The flight back at 21:00 leaves before they are there.
    expect(await outcomes([booking])).toEqual(['move XX3 Y; XX5 Y']);
  });

  it('arrives before the next journey begins', async () => {
    await world.fly(
      '1 JFK-ORD 10:00 12:30 Y6',
      '2 ORD-JFK 20:00 22:30 Y6',
      '3 JFK-ORD 17:00 19:30 Y6',
      '4 JFK-ORD 16:00 18:30 Y0 C1',
    );
    const booking = await world.sell([1, 2]);
    await world.cancel(1);
    expect(await outcomes([booking])).toEqual(['move XX4 C']);
  });

  it('begins where the passengers are', async () => {
    await world.fly(
      '1 JFK-ORD 05:00 07:30 Y6',
      '2 ORD-SFO 10:00 14:00 Y6',
      '3 JFK-SFO 11:00 17:00 Y6',
      '4 ORD-SFO 12:00 16:00 Y6',
    );
    await world.desk.database.dedicated((raw) =>
      raw.execute(`update flight set departs_at = departs_at + 7200000 where id = 1`, []),
    );
    const booking = await world.sell([1, 2]);
    await world.desk.database.dedicated((raw) =>
      raw.execute(`update flight set departs_at = departs_at - 7200000 where id = 1`, []),
    );
    await world.cancel(2);
    const item = itemOf(await world.plan(), booking);
    expect(inShort(item)).toBe('move XX4 Y');
    expect(item.journeys[0]?.from.map(({ segment }) => segment)).toEqual(['S2']);
  });

  it('does not take a passenger to be on a flight that left without them', async () => {
    await world.fly('1 JFK-ORD 10:00 12:30 Y6', '2 ORD-SFO 14:00 18:00 Y6', '3 JFK-SFO 19:00 23:00 Y6');
    const booking = await world.sell([1, 2]);
    await world.cancel(1);
    const item = itemOf(await world.plan(DEFAULT_POLICY, {}, at('16:00')), booking);
    expect(inShort(item)).toBe('move XX3 Y');
    expect(item.journeys[0]?.from.map(({ segment }) => segment)).toEqual(['S1', 'S2']);
  });

  it('keeps a flight that is later than the connection it was to bring them to', async () => {
    await world.fly('1 JFK-ORD 08:00 10:30 Y6', '2 ORD-SFO 12:00 16:00 Y6', '3 ORD-SFO 19:00 23:00 Y6');
    const booking = await world.sell([1, 2]);
    await world.delay(1, 300);
    const item = itemOf(await world.plan(DEFAULT_POLICY, {}, at('12:10')), booking);
    expect(inShort(item)).toBe('move XX3 Y');
    expect(item.journeys[0]?.from.map(({ segment }) => segment)).toEqual(['S2']);
    expect(item.reason).toMatch(/keeps XX1/);
  });

  it('begins where a connection was missed that has left by now', async () => {
    await world.fly('1 JFK-ORD 08:00 10:30 Y6', '2 ORD-SFO 12:00 16:00 Y6', '3 ORD-SFO 19:00 23:00 Y6');
    const [booking, left] = [await world.sell([1, 2]), await world.sell([1, 2], { people: 5 })];
    // It comes in at 13:00, an hour after the other has left.
    await world.delay(1, 150);
    const plan = await world.plan(DEFAULT_POLICY, {}, at('16:30'));
    expect(inShort(itemOf(plan, booking))).toBe('move XX3 Y');
    expect(itemOf(plan, booking).journeys[0]?.from.map(({ segment }) => segment)).toEqual(['S2']);
    expect(inShort(itemOf(plan, left))).toBe('move XX3 Y');
  });

  it('keeps the flights behind the one that was cancelled where they can be caught', async () => {
    await world.fly(
      '1 JFK-ORD 10:00 12:30 Y6',
      '2 ORD-SFO 16:00 20:00 Y1',
      '3 JFK-ORD 12:00 14:30 Y6',
      '4 JFK-SFO +1 10:00 +1 16:00 Y6',
    );
    world.dayOf.set(4, 2);
    const booking = await world.sell([1, 2]);
    await world.cancel(1);
    const item = itemOf(await world.plan(), booking);
    expect(inShort(item)).toBe('move XX3 Y');
    expect(item.journeys[0]).toMatchObject({ delayMinutes: 0, from: [{ segment: 'S1' }] });
    expect(item.reason).toMatch(/keeps XX2/);
  });

  it('counts a connection to make', async () => {
    await world.fly(
      '1 JFK-ORD 10:00 12:30 Y6',
      '2 ORD-SFO 14:00 18:00 Y6',
      '3 JFK-ORD 11:00 13:10 Y1',
      '4 JFK-SFO +1 10:00 +1 16:00 Y6',
      '5 JFK-ORD +1 09:00 +1 11:30 Y6',
    );
    world.dayOf.set(4, 2);
    world.dayOf.set(5, 2);
    const onward = await world.sell([1, 2]);
    const gold = await world.sell([1], {});
    await world.cancel(1);
    const plan = await world.plan();
    expect([inShort(itemOf(plan, onward)), inShort(itemOf(plan, gold))]).toEqual(['move XX3 Y', 'move XX5 Y']);
  });

  it('keeps units free for sale, and caps what a passenger costs, as the policy says', async () => {
    await world.fly('1 JFK-ORD 10:00 12:30 Y6', '2 JFK-ORD 14:00 16:30 Y2', '3 JFK-ORD 18:00 20:30 Y6');
    const booking = await world.sell([1], { people: 2 });
    await world.cancel(1);
    expect(await outcomes([booking], policy({ caps: { keepFree: 1, perPassenger: null } }))).toEqual(['move XX3 Y']);
    const capped = itemOf(await world.plan(policy({ caps: { keepFree: 0, perPassenger: 500 } })), booking);
    expect(capped.costs.care).toBe(1_000);
  });

  it('asks what the law owes, and whether the cause excuses it', async () => {
    await world.fly('1 LHR-JFK 10:00 18:00 Y6', '2 LHR-JFK 19:00 +1 03:00 Y6');
    const booking = await world.sell([1]);
    await world.cancel(1, { cause: 'technical' });
    // UK261: 520 GBP, the airports of this world lie on one spot and so it is the shortest band.
    const item = itemOf(await world.plan(), booking);
    expect(item.costs.compensation).toBe(Math.round(22_000 * 1.3));
    expect(itemOf(await world.plan(policy({ compensation: 'never' })), booking).costs.compensation).toBeUndefined();
    await expect(world.plan(policy({ rates: {} }))).rejects.toMatchObject({ code: 'POLICY_INVALID' });
  });

  it('owes nothing for the weather', async () => {
    await world.fly('1 LHR-JFK 10:00 18:00 Y6', '2 LHR-JFK 19:00 +1 03:00 Y6');
    const booking = await world.sell([1]);
    await world.cancel(1);
    expect(itemOf(await world.plan(), booking).costs.compensation).toBeUndefined();
    expect(itemOf(await world.plan(policy({ compensation: 'always' })), booking).costs.compensation).toBe(28_600);
  });

  it('weighs what others leave free, where the best is not enough for all', async () => {
    await world.fly('1 JFK-ORD 10:00 12:30 Y9', '2 JFK-ORD 11:00 13:30 Y2', '3 JFK-ORD 14:00 16:30 Y4');
    const hurried = [await world.sell([1], { tier: 'platinum' }), await world.sell([1], { tier: 'platinum' })];
    const others = [await world.sell([1], { people: 2 }), await world.sell([1], { people: 2 })];
    await world.cancel(1);
    // With one way each, the cheapest is the same for all.
    const narrow = policy({ window: { ...DEFAULT_POLICY.window, candidates: 1 } });
    const said = await outcomes([...hurried, ...others], narrow);
    expect(said).toEqual(['move XX2 Y', 'move XX2 Y', 'move XX3 Y', 'move XX3 Y']);
  });

  it('looks at what it is asked for', async () => {
    await world.fly('1 JFK-ORD 10:00 12:30 Y6', '2 JFK-ORD 14:00 16:30 Y6', '3 JFK-SFO 10:00 16:00 Y6');
    const one = await world.sell([1]);
    const three = await world.sell([3]);
    await world.cancel(1);
    await world.cancel(3);
    const flights = [{ carrier: 'XX', number: '3', departureDate: '2026-12-01', origin: undefined }];
    const plan = await world.plan(DEFAULT_POLICY, { flights });
    expect(plan.items.map(({ recordLocator }) => recordLocator)).toEqual([three]);
    expect(plan.scope).toEqual({ flights: ['XX3/2026-12-01'], since: null });
    const later = await world.plan(DEFAULT_POLICY, { since: at('09:00') });
    expect(later.items).toEqual([]);
    expect(later.scope.since).toBe('2026-12-01T09:00:00Z');
    const since = await world.plan(DEFAULT_POLICY, { since: at('05:00') });
    expect(since.items.map(({ recordLocator }) => recordLocator).sort()).toEqual([one, three].sort());
    await expect(world.plan(DEFAULT_POLICY, { residualOf: 'job_NONE' })).rejects.toMatchObject({
      code: 'JOB_NOT_FOUND',
    });
  });
});
