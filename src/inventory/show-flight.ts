import type { Session } from '../database/dialect.js';
import { statement } from '../database/statement.js';
import type { FlightRef } from '../kernel/flight-ref.js';
import type { Instant } from '../kernel/instant.js';
import { type Money, money } from '../kernel/money.js';
import { type FlightView, viewFlight } from './flight.js';
import { getFlight, listFares } from './flight-repository.js';
import { listSeatsOfFlight } from './seat-repository.js';

export interface CabinView {
  readonly cabin: string;
  readonly capacity: number;
  readonly authorised: number;
  readonly sold: number;
  readonly held: number;
  readonly available: number;
}

export interface FareView {
  readonly fareClass: string;
  readonly cabin: string;
  readonly fareBasis: string;
  /** Fare and taxes of one adult. */
  readonly price: Money;
  readonly isRefundable: boolean;
  readonly changeFee: Money;
  readonly cancelFee: Money;
  /** Units that it and the classes below it may take together; null for no limit. */
  readonly bookingLimit: number | null;
  /** 0 for no rule; a stay in nights. */
  readonly advancePurchaseDays: number;
  readonly minStayDays: number;
  readonly maxStayDays: number;
}

export type FlightDetail = FlightView & {
  readonly version: number;
  readonly equipment: string;
  readonly available: number;
  readonly cabins: readonly CabinView[];
  readonly fares: readonly FareView[];
};

const countCabins = statement<{ flight_id: number; now: number }, CabinView>(
  'count_cabins',
  `select c.cabin, c.capacity, c.authorised,
      coalesce(sum(case when s.status = 'sold' then 1 else 0 end), 0) as sold,
      coalesce(sum(case when s.status = 'held' and (s.hold_expires_at is null or s.hold_expires_at > :now) then 1 else 0 end), 0) as held,
      coalesce(sum(case when s.status = 'open' or (s.status = 'held' and s.hold_expires_at <= :now) then 1 else 0 end), 0) as available
    from flight_cabin c left join seat s on s.flight_id = c.flight_id and s.cabin = c.cabin
   where c.flight_id = :flight_id group by c.cabin, c.capacity, c.authorised`,
);

/** From the front of the aircraft to its back. */
const CABIN_ORDER = 'FCWY';

/** A flight with its cabins counted and its fares. @throws FLIGHT_NOT_FOUND */
export async function showFlight(session: Session, ref: FlightRef, now: Instant): Promise<FlightDetail> {
  const flight = await getFlight(session, ref);
  const [cabins, fares] = await Promise.all([
    session.all(countCabins, { flight_id: flight.id, now }),
    listFares(session, flight.id),
  ]);
  return {
    ...viewFlight(flight),
    version: flight.version,
    equipment: flight.equipment,
    available: cabins.reduce((sum, cabin) => sum + cabin.available, 0),
    cabins: cabins.toSorted((a, b) => CABIN_ORDER.indexOf(a.cabin) - CABIN_ORDER.indexOf(b.cabin)),
    fares: fares.map((fare) => ({
      fareClass: fare.fare_class,
      cabin: fare.cabin,
      fareBasis: fare.fare_basis,
      price: money(fare.base_minor + fare.tax_minor, fare.currency),
      isRefundable: fare.is_refundable === 1,
      changeFee: money(fare.change_fee_minor, fare.currency),
      cancelFee: money(fare.cancel_fee_minor, fare.currency),
      bookingLimit: fare.booking_limit,
      advancePurchaseDays: fare.advance_purchase_days,
      minStayDays: fare.min_stay_days,
      maxStayDays: fare.max_stay_days,
    })),
  };
}

export interface SeatView {
  readonly seat: string | null;
  readonly cabin: string;
  readonly status: 'open' | 'held' | 'sold' | 'blocked';
}

export interface SeatMapView {
  readonly flight: string;
  readonly seats: readonly SeatView[];
}

/** Every seat of a flight; a hold that has run out counts as open. @throws FLIGHT_NOT_FOUND */
export async function showSeats(session: Session, ref: FlightRef, now: Instant): Promise<SeatMapView> {
  const flight = await getFlight(session, ref);
  const seats = await listSeatsOfFlight(session, flight.id);
  return {
    flight: viewFlight(flight).flight,
    seats: seats.map((seat) => {
      const hasRunOut = seat.status === 'held' && seat.hold_expires_at !== null && seat.hold_expires_at <= now;
      return { seat: seat.seat_number, cabin: seat.cabin, status: hasRunOut ? 'open' : seat.status };
    }),
  };
}
