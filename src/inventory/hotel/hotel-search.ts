import type { LocalDate } from '../../kernel/local-date.js';
import type { Money } from '../../kernel/money.js';

export type HotelOrder = 'price' | 'rating' | 'distance';

export interface HotelSearch {
  /** A city by name, or an airport by its code. */
  readonly place: string;
  readonly checkIn: LocalDate;
  /** No night of the stay. */
  readonly checkOut: LocalDate;
  readonly guests: number;
  readonly rooms: number;
  /** At least, 1 to 5. */
  readonly stars?: number | undefined;
  /** At least, 0 to 10. */
  readonly minRating?: number | undefined;
  /** The property has all of them. */
  readonly amenities?: readonly string[] | undefined;
  /** A decimal in the property's currency, for the whole stay and all rooms. */
  readonly maxPrice?: string | undefined;
  readonly sort: HotelOrder;
  /** Each room type by each of its plans, in place of the cheapest of a property. */
  readonly isAllRooms?: boolean | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** A room of a property that can be booked for the whole stay. */
export interface HotelOffer {
  readonly property: string;
  readonly name: string;
  readonly city: string;
  readonly stars: number;
  /** 0 to 10. */
  readonly rating: number;
  readonly roomType: string;
  readonly ratePlan: string;
  /** RO room only, BB with breakfast, HB half board. */
  readonly board: string;
  /** On the night that has the fewest. */
  readonly roomsAvailable: number;
  /** To the airport that was asked for, or to the nearest; null where the property is near none. */
  readonly distanceKm: number | null;
  readonly amenities: readonly string[];
  /** All rooms, all nights. */
  readonly price: Money;
  /** All rooms, a night on average, rounded half up. */
  readonly perNight: Money;
  /** The policy in words. */
  readonly cancellation: string;
  readonly isRefundable: boolean;
}
