import { createBooking } from '../../src/booking/create-booking.js';
import { modifyBooking } from '../../src/booking/modify-booking.js';
import type { Desk } from '../../src/desk.js';
import { type FlightEventInput, recordFlightEvent } from '../../src/disruption/record-flight-event.js';
import type { TrialDatabase } from '../support/backends.js';
import { openTestDesk } from '../support/desk.js';
import { addSchedule, type ScheduledFlight } from '../support/schedule.js';

const HOUR = 3_600_000;
const AIRPORTS = {
  FRA: { country: 'DE', latitude: 50.03, longitude: 8.57 },
  LHR: { country: 'GB', latitude: 51.47, longitude: -0.45 },
  JFK: { country: 'US', latitude: 40.64, longitude: -73.78 },
  DXB: { country: 'AE', latitude: 25.25, longitude: 55.36 },
  SIN: { country: 'SG', latitude: 1.36, longitude: 103.99 },
};
/** Nothing of the fare comes back but 10 of 100 dollars, which are taxes. */
const SAVER = [{ fareClass: 'M', cabin: 'Y', baseMinor: 9_000, taxMinor: 1_000, isRefundable: false }];

/** A desk with flights of LH between five airports, which all have the clocks of UTC. */
export class JourneyDesk {
  private flights = 0;

  private constructor(readonly desk: Desk) {}

  /** @param now business time; the tests' own unless given */
  static async open(trial: TrialDatabase, now?: number): Promise<JourneyDesk> {
    const desk = await openTestDesk(trial, now === undefined ? {} : { now });
    await addSchedule(desk, AIRPORTS, []);
    return new JourneyDesk(desk);
  }

  /** `FRA-JFK 10` departs at ten in the morning on 1 December, `JFK-FRA 8/10` on the eighth, for four hours. */
  async fly(ways: readonly string[], more: Partial<ScheduledFlight> = {}): Promise<string[]> {
    const flights = ways.map((way) => {
      const [, origin = '', destination = '', day = '1', hour = ''] =
        /^(\w{3})-(\w{3}) (?:(\d+)\/)?(\d+)$/.exec(way) ?? [];
      this.flights += 1;
      const departsAt = Date.UTC(2026, 11, Number(day), Number(hour));
      const times = { departsAt, arrivesAt: departsAt + 4 * HOUR };
      return { id: this.flights, origin, destination, ...times, fares: SAVER, carrier: 'LH', ...more };
    });
    await addSchedule(this.desk, {}, flights);
    return flights.map(
      ({ id, departsAt, carrier }) => `${carrier}${id}/${new Date(departsAt).toISOString().slice(0, 10)}`,
    );
  }

  /** A paid booking. @returns its record locator */
  sell(flights: readonly string[], passengers: readonly string[] = ['ONE/A MR']): Promise<string> {
    return this.hold(flights, passengers, { pay: { gateway: 'sandbox', source: 'tok_ok' } });
  }

  /** One that nobody has paid. @returns its record locator */
  async hold(flights: readonly string[], passengers: readonly string[] = ['ONE/A MR'], more = {}): Promise<string> {
    const order = { flights: flights.map((each) => ({ ref: refOf(each) })), passengers, email: 'x@example.com' };
    return (await createBooking(this.desk, { ...order, ...more }, {})).recordLocator;
  }

  record(flight: string | undefined, event: Omit<FlightEventInput, 'ref'>) {
    return recordFlightEvent(this.desk, { ref: refOf(flight ?? ''), ...event }, {});
  }

  delay(flight: string | undefined, delayMinutes: number) {
    return this.record(flight, { kind: 'delayed', delayMinutes });
  }

  modify(recordLocator: string, input: Omit<Parameters<typeof modifyBooking>[1], 'recordLocator'>) {
    return modifyBooking(this.desk, { recordLocator, ...input }, {});
  }
}

export function refOf(flight: string) {
  const [number = '', departureDate = ''] = flight.slice(2).split('/');
  return { carrier: flight.slice(0, 2), number, departureDate, origin: undefined };
}
