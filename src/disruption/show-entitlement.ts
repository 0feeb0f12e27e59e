import type { BookingDeps } from '../booking/booking-deps.js';
import { type BookingRecord, passengerId, statusAt } from '../booking/booking-record.js';
import { getBooking } from '../booking/booking-repository.js';
import { type BookingFate, readBookingFate } from '../booking/hit-journey-repository.js';
import { disruptionOf, factsOf, type TracedJourney, traceJourneys } from '../booking/hit-journeys.js';
import { formatPassengerName } from '../booking/passenger-name.js';
import { traceSoldLines } from '../booking/sold-lines.js';
import { assessEntitlements } from '../entitlement/assess.js';
import type { Disruption, DisruptionKind, Entitlement, Offer, Step } from '../entitlement/journey.js';
import { RIGHTS } from '../entitlement/rights-table.js';
import { flightRefOf } from '../inventory/flight.js';
import { OpsdeskError } from '../kernel/errors.js';
import { type FlightRef, formatFlightRef } from '../kernel/flight-ref.js';
import { formatInstant, type Instant, localDateOf, MINUTE_MS } from '../kernel/instant.js';
import { nightsBetween } from '../kernel/local-date.js';
import { type Money, money } from '../kernel/money.js';
import { pricePassenger } from '../pricing/fare-price.js';

export interface EntitlementQuestion {
  readonly recordLocator: string;
  /** Of the journey that is asked about; else those that something happened to. */
  readonly flight?: FlightRef | undefined;
  /** As if they left and arrived so much later, whatever is known. Minutes. */
  readonly delayMinutes?: number | undefined;
  readonly isDeniedBoarding?: boolean | undefined;
  /** Of those denied boarding: who gave the seat up for a benefit. */
  readonly isVolunteer?: boolean | undefined;
  /** In place of the one that was recorded. */
  readonly cause?: Disruption['cause'] | undefined;
}

export interface EntitlementView {
  readonly recordLocator: string;
  /** The journeys that something happened to, or that were asked about. */
  readonly journeys: readonly JourneyEntitlement[];
  /** The compensation of each passenger, by each law. */
  readonly owed: readonly OwedLine[];
}

export interface JourneyEntitlement {
  /** 1 is the way out. */
  readonly journey: number;
  readonly from: string;
  readonly to: string;
  /** As they were sold. */
  readonly flights: readonly string[];
  /** By the schedule that was sold. */
  readonly departsAt: string;
  readonly event: {
    readonly kind: DisruptionKind;
    readonly cause: Disruption['cause'];
    /** Minutes before the departure at which they were told; negative after it. */
    readonly noticeMinutes: number;
    /** Null where nothing gets them there yet. */
    readonly departsLaterMinutes: number | null;
    readonly arrivesLaterMinutes: number | null;
    readonly answer: Disruption['answer'];
    /** Somebody asked what would be, and it did not happen so. */
    readonly isAssumed: boolean;
  };
  /** Each is what one passenger is owed. */
  readonly entitlements: readonly Entitlement[];
  /** The laws that do not hold, and why. */
  readonly outside: readonly Step[];
}

export interface OwedLine {
  readonly journey: number;
  readonly regime: string;
  readonly passengerId: string;
  readonly passenger: string;
  readonly compensation: Money;
  /** The law that pays first; null where it is this one. */
  readonly setOffAgainst: string | null;
  /** Why it is less than others get; null where it is not. */
  readonly note: string | null;
}

/**
 * What the law owes the passengers of a booking for what became of their flights, and how that comes about. It reads
 * the record, and changes nothing.
 * @throws BOOKING_NOT_FOUND, FLIGHT_NOT_FOUND when the booking has no such flight, WRONG_STATE where nobody ever had a
 *   confirmed reservation, INVALID_INPUT for an assumption about one of several journeys that names none
 */
export async function showEntitlement(
  { session, clock }: Pick<BookingDeps, 'session' | 'clock'>,
  question: EntitlementQuestion,
): Promise<EntitlementView> {
  const record = await getBooking(session, question.recordLocator);
  const now = clock.now();
  requireReservation(record, now);
  const fate = await readBookingFate(session, record.booking.id);
  // What was agreed to a fortnight ahead, nobody is compensated for: from then on it is the schedule.
  const traced = traceJourneys(traceSoldLines(record, fate, RIGHTS.EU261[0]?.freeNoticeMinutes ?? 0), fate);
  const chosen = chooseJourneys(traced, question);
  const journeys = chosen.map((journey) => assess(record, journey, fate, question, now));
  return {
    recordLocator: record.booking.record_locator,
    journeys,
    owed: chosen.flatMap((journey, index) => {
      const entitlements = journeys[index]?.entitlements ?? [];
      return entitlements.flatMap((entitlement) => owedBy(record, journey, entitlement));
    }),
  };
}

/** EU261 Art. 3(2)(a); 14 CFR 250.1. @throws WRONG_STATE */
function requireReservation({ booking, money: sums }: BookingRecord, now: Instant): void {
  const status = statusAt(booking, sums, now);
  if (status === 'confirmed' || (status === 'cancelled' && sums.paidMinor > 0)) return;
  throw new OpsdeskError('WRONG_STATE', `${booking.record_locator} is ${status}: nobody has a confirmed reservation`, {
    hint: `Pay it first: opsdesk booking confirm ${booking.record_locator} --pay GATEWAY:TOKEN`,
    details: { recordLocator: booking.record_locator, status },
  });
}

/** @throws FLIGHT_NOT_FOUND, INVALID_INPUT */
function chooseJourneys(journeys: readonly TracedJourney[], question: EntitlementQuestion): TracedJourney[] {
  const { recordLocator, flight } = question;
  if (flight) {
    const found = journeys.find((journey) => findFlight(journey, flight));
    if (found) return [found];
    throw new OpsdeskError('FLIGHT_NOT_FOUND', `${recordLocator} has no flight ${formatFlightRef(flight)}`, {
      hint: `Its flights: opsdesk booking show ${recordLocator}`,
      details: { recordLocator, flight: formatFlightRef(flight) },
    });
  }
  const struck = journeys.filter((journey) => journey.struck);
  if (!isAssuming(question)) return struck;
  const only = struck.length > 0 ? struck : journeys;
  if (only.length === 1) return [...only];
  throw new OpsdeskError('INVALID_INPUT', `${recordLocator} has ${only.length} journeys, and none is named`, {
    hint: 'Say which by one of its flights: --flight REF.',
    details: { recordLocator },
  });
}

function isAssuming({ delayMinutes, isDeniedBoarding }: EntitlementQuestion): boolean {
  return delayMinutes !== undefined || isDeniedBoarding === true;
}

function findFlight({ sold, current }: TracedJourney, ref: FlightRef) {
  const isMeant = ({ carrier, number, departure_date, origin }: TracedJourney['current'][number]['flight']) =>
    carrier === ref.carrier &&
    number === ref.number &&
    departure_date === ref.departureDate &&
    (ref.origin === undefined || origin === ref.origin);
  const line = sold.find(({ segment }) => isMeant(segment.flight));
  return line ?? (current.some(({ flight }) => isMeant(flight)) ? sold[0] : undefined);
}

function assess(
  record: BookingRecord,
  traced: TracedJourney,
  fate: BookingFate,
  question: EntitlementQuestion,
  now: Instant,
): JourneyEntitlement {
  const named = question.flight && findFlight(traced, question.flight);
  const journey = { ...traced, struck: (isAssuming(question) ? named : undefined) ?? traced.struck ?? named };
  const [first] = journey.sold as [TracedJourney['sold'][number]];
  const facts = factsOf(journey, fate);
  const disruption = assumed(disruptionOf(record, journey, fate, now), traced, question);
  const { offer, kind, cause, noticeMinutes, answer } = disruption;
  return {
    ...{ journey: journey.number, from: facts.origin.airport, to: facts.destination.airport },
    flights: journey.sold.map(({ segment }) => flightRefOf(segment.flight)),
    departsAt: formatInstant(first.departsAt, first.segment.flight.departs_offset),
    event: {
      ...{ kind, cause, noticeMinutes, answer },
      departsLaterMinutes: offer?.departsLaterMinutes ?? null,
      arrivesLaterMinutes: offer?.arrivesLaterMinutes ?? null,
      isAssumed: isAssuming(question) || question.cause !== undefined,
    },
    ...assessEntitlements(facts, disruption),
  };
}

/** What happened, with what is to be assumed of it. */
function assumed(known: Disruption, { sold, struck }: TracedJourney, question: EntitlementQuestion): Disruption {
  const { delayMinutes, isDeniedBoarding, isVolunteer = false, cause = known.cause } = question;
  if (!isAssuming(question)) return { ...known, cause };
  const [first] = sold;
  const offer = delayMinutes === undefined || !first ? undefined : laterBy(delayMinutes, first);
  if (isDeniedBoarding) {
    const rerouted = offer ?? (struck ? known.offer : undefined);
    return { ...known, kind: 'denied-boarding', cause, noticeMinutes: 0, offer: rerouted, isVolunteer, answer: 'open' };
  }
  return { ...known, cause, offer, noticeMinutes: struck ? known.noticeMinutes : 0, answer: 'open' };
}

function laterBy(minutes: number, { departsAt, segment }: TracedJourney['sold'][number]): Offer {
  const dateAt = (instant: Instant) => localDateOf(instant, segment.flight.departs_offset);
  return {
    departsLaterMinutes: minutes,
    arrivesLaterMinutes: minutes,
    nights: nightsBetween(dateAt(departsAt), dateAt(departsAt + minutes * MINUTE_MS)),
  };
}

/** Whoever travels free of charge is not covered (EU261 Art. 3(3)), and a lap is no reserved space (14 CFR 250.1). */
function owedBy(record: BookingRecord, { number, sold }: TracedJourney, entitlement: Entitlement): OwedLine[] {
  const { regime, compensation, setOffAgainst } = entitlement;
  return record.passengers.map((passenger) => {
    const { type, position } = passenger;
    const isFree = sold.every(({ segment }) => {
      const { baseMinor, taxMinor } = pricePassenger(segment, type);
      return baseMinor + taxMinor === 0;
    });
    const isOnLap = regime === 'US-DOT' && type === 'INF';
    const note = isFree ? 'travels free of charge' : isOnLap ? 'has no reserved space' : null;
    return {
      ...{ journey: number, regime, passengerId: passengerId(position), passenger: formatPassengerName(passenger) },
      compensation: note === null ? compensation : money(0, compensation.currency),
      ...{ setOffAgainst, note },
    };
  });
}
