import type { SeatLayout } from '../catalog/seat-layout.js';
import type { Fare } from '../catalog/tariff.js';
import { formatFlightRef } from '../kernel/flight-ref.js';
import type { Instant } from '../kernel/instant.js';
import type { LocalDate } from '../kernel/local-date.js';

/** A flight that is to be loaded, with everything that can be sold on it. */
export interface PlannedFlight {
  readonly carrier: string;
  readonly number: string;
  readonly departureDate: LocalDate;
  readonly origin: string;
  readonly destination: string;
  readonly departsAt: Instant;
  /** Minutes that clocks at the origin are ahead of UTC at departure. */
  readonly departsOffset: number;
  readonly arrivesAt: Instant;
  readonly arrivesOffset: number;
  readonly equipment: string;
  readonly layout: SeatLayout;
  readonly fares: readonly Fare[];
}

/** Its reference with the leg, which is its key among all flights. */
export function refOfPlanned({ carrier, number, departureDate, origin }: PlannedFlight): string {
  return formatFlightRef({ carrier, number, departureDate, origin });
}
