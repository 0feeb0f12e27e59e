import type { Instant } from '../kernel/instant.js';
import type { LocalDate } from '../kernel/local-date.js';
import type { Flag } from './schema.js';

/** Money is in minor units of the property's currency; nights and days are local dates of the property. */
export type PropertyRow = {
  id: number;
  code: string;
  name: string;
  city: string;
  country: string;
  time_zone: string;
  latitude: number;
  longitude: number;
  stars: number;
  /** The guests' rating, 0 to 100 for 0.0 to 10.0. */
  rating_tenths: number;
  /** Sorted words between commas, `,pool,wifi,`. */
  amenities: string;
  currency: string;
  /** JSON: an ordered list of `{before, refund}`, for plans that have none of their own. */
  cancellation_policy: string;
  /** Whether a night's minimum stay holds for who arrives on it, or for who stays through it. */
  min_stay_rule: 'arrival' | 'through';
  version: number;
};

export type PropertyAirportRow = { property_id: number; airport: string; distance_km: number };

export type RoomTypeRow = { id: number; property_id: number; code: string; name: string; max_guests: number };

export type RatePlanRow = {
  room_type_id: number;
  code: string;
  name: string;
  /** Of the night's price, in hundredths of a percent. */
  price_basis_points: number;
  /** JSON as in `property`; `[]` is non-refundable. */
  cancellation_policy: string;
  /** RO room only, BB with breakfast, HB half board. */
  board: string;
};

export type RoomNightRow = {
  room_type_id: number;
  night: LocalDate;
  allotment: number;
  /** Rooms beyond the allotment that may be sold. */
  overbooking: number;
  /** Held and sold. */
  taken: number;
  price_minor: number;
  stop_sell: Flag;
  closed_to_arrival: Flag;
  closed_to_departure: Flag;
  min_stay: number;
};

export type StayStatus = 'HK' | 'XX';

export type StayRow = {
  booking_id: string;
  position: number;
  property_id: number;
  room_type_id: number;
  rate_plan: string;
  check_in: LocalDate;
  /** No night of the stay. */
  check_out: LocalDate;
  rooms: number;
  guests: number;
  status: StayStatus;
  /** All rooms, all nights, as sold. */
  price_minor: number;
  /** As sold. */
  cancellation_policy: string;
};

export type StayNightRow = {
  booking_id: string;
  stay_position: number;
  room_type_id: number;
  night: LocalDate;
  rooms: number;
  /** All rooms of the stay that night. */
  price_minor: number;
  /** Null once sold, and while a payment is under way. */
  hold_expires_at: Instant | null;
};
