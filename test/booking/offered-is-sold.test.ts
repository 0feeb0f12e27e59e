import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBooking } from '../../src/booking/create-booking.js';
import type { Desk } from '../../src/desk.js';
import type { HotelOffer } from '../../src/inventory/hotel/hotel-search.js';
import { searchHotels } from '../../src/inventory/hotel/search-hotels.js';
import { isOpsdeskError } from '../../src/kernel/errors.js';
import { HOUR_MS } from '../../src/kernel/instant.js';
import { addDays } from '../../src/kernel/local-date.js';
import { Random } from '../../src/seeding/random.js';
import { deskAt } from '../concurrency/desk-at.js';
import { onEveryBackend, type TrialDatabase } from '../support/backends.js';
import { NOW, openTestDesk, violationsOf } from '../support/desk.js';
import { addProperty } from '../support/hotel.js';

const FIRST_NIGHT = '2026-11-01';
const NIGHTS = 10;
const STAYS = 60;
const HOLD_MS = HOUR_MS;
/** The holds made before have run out by then, and it is the first night still. */
const LATER = NOW + 2 * HOUR_MS;
const PLANS = [
  { code: 'FLEX', basisPoints: 10_000 },
  { code: 'SAVER', basisPoints: 8_765 },
];
/** Where it is a day later in one zone than in the other. */
const PROPERTIES = [
  { code: 'AAA1', minStayRule: 'arrival', timeZone: 'America/New_York' },
  { code: 'BBB1', minStayRule: 'through', timeZone: 'Pacific/Kiritimati' },
] as const;
const ROOM_TYPES = [
  { code: 'DBL', rooms: 3, overbooking: 1, maxGuests: 2 },
  { code: 'SGL', rooms: 1, maxGuests: 1 },
  { code: 'STE', rooms: 2, maxGuests: 3 },
] as const;

interface Stay {
  readonly checkIn: string;
  readonly checkOut: string;
  readonly rooms: number;
  readonly guests: number;
}

onEveryBackend('a room that a search offers', (backend) => {
  let trial: TrialDatabase;
  let desk: Desk;
  const random = new Random(20_261_101);

  beforeAll(async () => {
    trial = await backend.create();
    desk = await openTestDesk(trial);
    for (const property of PROPERTIES) {
      const roomTypes = ROOM_TYPES.map((type) => ({
        ...type,
        plans: PLANS,
        priceMinor: 10_001 + 10 * random.below(500),
      }));
      await addProperty(desk, { ...property, roomTypes, from: FIRST_NIGHT, nights: NIGHTS });
    }
    await restrictSomeNights(desk, random);
    await sellSomeRooms(desk, random);
  });

  afterAll(async () => {
    await desk.database.close();
    await trial.drop();
  });

  it('can be sold at that price, and no other can, by whatever rule stands against it', async () => {
    const later = deskAt(desk, LATER);
    const reasons = new Map<string, number>();
    for (let drawn = 0; drawn < STAYS; drawn += 1) {
      const stay = drawStay(random);
      const offers = await offersOf(later, stay);
      for (const each of everyRoom()) {
        const offer = offers.get(`${each.property}:${each.roomType}/${each.ratePlan}`);
        const { price, reason } = await trySelling(later, stay, each);
        const what = `${JSON.stringify(stay)} of ${JSON.stringify(each)}: ${reason}`;
        expect(offer?.price.amountMinor, what).toBe(price);
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      }
    }
    // Each rule has spoken, or the test has compared nothing with nothing.
    const rules = ['no-rate', 'stop-sell', 'closed-to-arrival', 'closed-to-departure', 'minimum-stay'];
    const expected = ['sold', 'past', 'too-many-guests', 'sold-out', ...rules];
    expect([...reasons.keys()].toSorted()).toEqual(expected.toSorted());
    for (const [reason, count] of reasons) expect(count, reason).toBeGreaterThanOrEqual(2);
    expect(await violationsOf(later)).toEqual([]);
  });
});

function everyRoom() {
  return PROPERTIES.flatMap(({ code: property }) =>
    ROOM_TYPES.flatMap(({ code: roomType }) => PLANS.map(({ code: ratePlan }) => ({ property, roomType, ratePlan }))),
  );
}

/** From the first night, which is past in one of the zones already, to beyond the last. */
function drawStay(random: Random): Stay {
  const checkIn = addDays(FIRST_NIGHT, random.below(NIGHTS));
  const rooms = random.between(1, 3);
  return { checkIn, checkOut: addDays(checkIn, random.between(1, 3)), rooms, guests: random.between(1, 2 * rooms) };
}

async function restrictSomeNights({ database }: Desk, random: Random): Promise<void> {
  const restrictions = ['stop_sell = 1', 'closed_to_arrival = 1', 'closed_to_departure = 1', 'min_stay = 3'];
  await database.dedicated(async (raw) => {
    const { rows } = await raw.execute('select id from room_type order by id', []);
    for (const { id } of rows) {
      for (const restriction of restrictions) {
        const night = addDays(FIRST_NIGHT, random.below(NIGHTS));
        await raw.execute(`update room_night set ${restriction} where room_type_id = ${id} and night = '${night}'`, []);
      }
    }
  });
}

/** Half of them for good, and half by holds that run out. */
async function sellSomeRooms(desk: Desk, random: Random): Promise<void> {
  for (let sale = 0; sale < 40; sale += 1) {
    const stay = { ...drawStay(random), rooms: 1, guests: 1 };
    const { property, roomType } = everyRoom()[random.below(everyRoom().length)] as {
      property: string;
      roomType: string;
    };
    const pay = sale % 2 === 0 ? { pay: { gateway: 'sandbox', source: 'tok_ok' } } : { holdMs: HOLD_MS };
    const order = { flights: [], stays: [{ ...stay, property, roomType }], passengers: ['A/B'], ...pay };
    await createBooking(desk, order, {}).catch((error: unknown) => {
      if (!isOpsdeskError(error)) throw error;
    });
  }
}

async function offersOf(desk: Desk, stay: Stay): Promise<Map<string, HotelOffer>> {
  const query = { ...stay, place: 'New York', sort: 'price', isAllRooms: true, limit: 100 } as const;
  const { items } = await searchHotels(desk.session, query, LATER);
  return new Map(items.map((offer) => [`${offer.property}:${offer.roomType}/${offer.ratePlan}`, offer]));
}

async function trySelling(
  desk: Desk,
  { guests, ...stay }: Stay,
  room: { readonly property: string; readonly roomType: string; readonly ratePlan: string },
): Promise<{ price?: number; reason: string }> {
  const passengers = Array.from({ length: guests }, (_, index) => `GUEST/${'ABCDEF'[index]}`);
  try {
    const order = { flights: [], stays: [{ ...stay, ...room }], passengers, holdMs: HOLD_MS };
    const { total } = await createBooking(desk, order, { isDryRun: true });
    return { price: total.amountMinor, reason: 'sold' };
  } catch (error) {
    if (!isOpsdeskError(error, 'STAY_RULE') && !isOpsdeskError(error, 'ROOM_SOLD_OUT')) throw error;
    return { reason: String(error.details.reason) };
  }
}
