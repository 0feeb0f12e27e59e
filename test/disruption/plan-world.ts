import { createBooking } from '../../src/booking/create-booking.js';
import type { FlightEventKind } from '../../src/database/disruption-schema.js';
import type { SpecialService, Tier } from '../../src/database/schema.js';
import type { Desk } from '../../src/desk.js';
import { makePlan, type PlanRequest } from '../../src/disruption/make-plan.js';
import type { Plan, PlanItem } from '../../src/disruption/plan.js';
import { DEFAULT_POLICY, type Policy } from '../../src/disruption/policy.js';
import { recordFlightEvent } from '../../src/disruption/record-flight-event.js';
import { parseFlightRef } from '../../src/kernel/flight-ref.js';
import { DAY_MS, type Instant } from '../../src/kernel/instant.js';
import type { Backend, TrialDatabase } from '../support/backends.js';
import { openTestDesk, violationsOf } from '../support/desk.js';
import { addSchedule, type ScheduledFare, type ScheduledSeats } from '../support/schedule.js';

/** The day on which things go wrong; business time is six in the morning, and clocks stand at UTC. */
const DAY = Date.parse('2026-12-01T00:00:00Z');
const NOW = Date.parse('2026-12-01T06:00:00Z');

const AIRPORTS = { LHR: 'GB', JFK: 'US', LGA: 'US', ORD: 'US', DEN: 'US', SFO: 'US', BOS: 'US' };

/** `10:00`, or `+1 10:00` on the day after. */
export function at(text: string): Instant {
  const [, days = '0', hours = '', minutes = ''] = /^(?:\+(\d) )?(\d\d):(\d\d)$/.exec(text) ?? [];
  return DAY + Number(days) * DAY_MS + Number(hours) * 3_600_000 + Number(minutes) * 60_000;
}

const FARES: readonly ScheduledFare[] = [
  { fareClass: 'C', cabin: 'C', baseMinor: 90_000, taxMinor: 2_000 },
  { fareClass: 'Y', cabin: 'Y', baseMinor: 20_000, taxMinor: 1_000 },
];

export interface Party {
  /** Adults unless given. */
  readonly people?: number;
  readonly children?: number;
  readonly infants?: number;
  readonly cabin?: 'Y' | 'C';
  readonly tier?: Tier;
  readonly service?: SpecialService;
  /** Business time; that of the world unless given. */
  readonly soldAt?: Instant;
  readonly stays?: readonly { readonly checkIn: string; readonly checkOut: string; readonly roomType?: string }[];
}

/** A small world in which the right answer is known. */
export class PlanWorld {
  private constructor(
    readonly trial: TrialDatabase,
    readonly desk: Desk,
  ) {}

  static async open(backend: Backend): Promise<PlanWorld> {
    const trial = await backend.create();
    return new PlanWorld(trial, await openTestDesk(trial, { now: NOW }));
  }

  async close(): Promise<string[]> {
    const violations = await violationsOf(this.desk);
    await this.desk.database.close();
    await this.trial.drop();
    return violations;
  }

  /** Takes away what the world before left. */
  async clear(): Promise<void> {
    this.dayOf.clear();
    const tables = [
      ...[
        'disruption_item',
        'disruption_job',
        'flight_event',
        'schedule_change',
        'refund_quote',
        'payment',
        'stay_night',
      ],
      ...['stay', 'room_night', 'rate_plan', 'room_type', 'property', 'seat', 'segment', 'passenger', 'booking'],
      ...['fare', 'flight_cabin', 'flight', 'airport'],
    ];
    await this.desk.database.dedicated(async (raw) => {
      for (const table of tables) await raw.execute(`delete from ${table}`, []);
    });
  }

  /** Flights `XX<id>`: `1 JFK-ORD 10:00 12:30 Y6 C2`, a cabin with so many free seats. */
  async fly(...flights: readonly string[]): Promise<void> {
    const rows = flights.map((text) => {
      const [, id, origin, destination, departs, arrives, cabins] =
        /^(\d+) (\w{3})-(\w{3}) ((?:\+\d )?\d\d:\d\d) ((?:\+\d )?\d\d:\d\d)(.*)$/.exec(text) ?? [];
      const seats = (cabins ?? '')
        .trim()
        .split(' ')
        .map((word): ScheduledSeats => ({ cabin: word.charAt(0), open: Number(word.slice(1)) }));
      return {
        id: Number(id),
        origin: origin as string,
        destination: destination as string,
        departsAt: at(departs as string),
        arrivesAt: at(arrives as string),
        fares: FARES.filter(({ cabin }) => seats.some((each) => each.cabin === cabin)),
        seats,
      };
    });
    const known = await this.desk.session.composed((db) => db.selectFrom('airport').select('iata'));
    await addSchedule(this.desk, known.length > 0 ? {} : AIRPORTS, rows);
  }

  /** Sells flights by their ids, in the order of travel, and pays. @returns the record locator */
  async sell(ids: readonly number[], party: Party = {}): Promise<string> {
    const { people = 1, children = 0, infants = 0, cabin = 'Y', tier, service, soldAt, stays = [] } = party;
    const names = (count: number, suffix: string) =>
      Array.from(
        { length: count },
        (_, index) => `SECRETIVE/${suffix || 'A'}${'ABCDEFGHIJ'[index]}${suffix && `(${suffix})`}`,
      );
    this.sold += 1;
    const desk = soldAt === undefined ? this.desk : await openTestDesk(this.trial, { now: soldAt });
    const booking = await createBooking(
      desk,
      {
        flights: ids.map((id) => ({ ref: parseFlightRef(this.ref(id)), fareClass: cabin })),
        passengers: [...names(people, ''), ...names(children, 'CHD'), ...names(infants, 'INF')],
        stays: stays.map(({ roomType = 'DBL', ...dates }) => ({
          property: 'INN',
          roomType,
          ratePlan: 'FLEX',
          rooms: 1,
          ...dates,
        })),
        email: `secretive${this.sold}@example.com`,
        pay: { gateway: 'sandbox', source: 'tok_ok' },
      },
      {},
    );
    if (desk !== this.desk) await desk.database.close();
    const { recordLocator } = booking;
    await this.desk.database.dedicated(async (raw) => {
      const of = `(select id from booking where record_locator = '${recordLocator}')`;
      if (tier)
        await raw.execute(
          `update customer set tier = '${tier}' where id = (select customer_id from booking where id = ${of})`,
          [],
        );
      if (service)
        await raw.execute(`update passenger set service = '${service}' where booking_id = ${of} and position = 1`, []);
    });
    return recordLocator;
  }

  ref(id: number): string {
    return `XX${id}/2026-12-0${this.dayOf.get(id) ?? 1}`;
  }

  /** Of flights that leave on another day of December than the first. */
  readonly dayOf = new Map<number, number>();
  private sold = 0;

  async cancel(id: number, more: { readonly cause?: 'weather' | 'technical' } = {}): Promise<void> {
    await this.tell(id, 'cancelled', { cause: more.cause ?? 'weather' });
  }

  async delay(id: number, minutes: number): Promise<void> {
    await this.tell(id, 'delayed', { cause: 'weather', delayMinutes: minutes });
  }

  private async tell(id: number, kind: FlightEventKind, more: object): Promise<void> {
    await recordFlightEvent(this.desk, { ref: parseFlightRef(this.ref(id)), kind, ...more }, {});
  }

  plan(policy: Policy = DEFAULT_POLICY, request: Partial<PlanRequest> = {}, now: Instant = NOW): Promise<Plan> {
    const clock = { now: () => now, real: () => Date.now() };
    return makePlan({ ...this.desk, clock }, { policy, ...request });
  }
}

/** What an item says: `move XX2 Y`, `refund`, `keep`; journeys between semicolons. */
export function inShort({ action, journeys }: Pick<PlanItem, 'action' | 'journeys'>): string {
  const takes = journeys.map(({ to }) => to.map(({ flight, cabin }) => ` ${flight.split('/')[0]} ${cabin}`).join(' +'));
  return `${action}${takes.join(';')}`;
}

export function itemOf(plan: Plan, recordLocator: string): PlanItem {
  const item = plan.items.find((each) => each.recordLocator === recordLocator);
  if (!item) throw new Error(`the plan has no ${recordLocator}`);
  return item;
}
