import { type Money, money } from '../kernel/money.js';
import { type BookingRecord, segmentId } from './booking-record.js';
import { type BookingView, type SegmentView, type StayView, viewBooking } from './view-booking.js';

/** What of a booking's view is personal, never changes, or is a list. */
type Apart = 'recordLocator' | 'customerId' | 'createdAt' | 'createdBy' | 'contact' | 'remark' | Lists;
type Lists = 'passengers' | 'segments' | 'stays';
type ById<T> = Readonly<Record<string, T>>;

/**
 * A booking as the audit trail keeps it: its whole view, less what is personal. Lists are keyed by their ids,
 * so that a change is told by name: `segments.S1.seats.P1`.
 */
export interface PublicState extends Omit<BookingView, Apart> {
  /** Change fees; part of `total`. */
  readonly fees: Money;
  /** The types of the passengers. */
  readonly party: ById<string>;
  readonly segments: ById<RecordedSegment>;
  readonly stays: ById<Omit<StayView, 'id'>>;
}

export interface RecordedSegment extends Omit<SegmentView, 'id' | 'seats'> {
  readonly seats: ById<string | null>;
  readonly fareBasis: string;
  /** Of an adult. */
  readonly fare: Money;
  readonly tax: Money;
}

/** What is personal in it; kept under the key of its customer. */
export interface PersonalState {
  readonly passengers: ById<string>;
  /** Of those who need one; entries of before there were any have none. */
  readonly services?: ById<string> | undefined;
  readonly email: string | null;
  readonly phone: string | null;
  readonly remark: string | null;
}

/** Before any hold runs out: what was written is recorded, and not what becomes of it by itself. */
const AS_WRITTEN = 0;

export function recordedState(record: BookingRecord): { public: PublicState; personal: PersonalState } {
  const view = viewBooking(record, AS_WRITTEN);
  const { recordLocator: _l, customerId: _c, createdAt: _a, createdBy: _b, contact, remark, ...rest } = view;
  const { passengers, segments, stays, ...state } = rest;
  return {
    public: {
      ...state,
      fees: money(record.booking.fees_minor, record.booking.currency),
      party: Object.fromEntries(passengers.map(({ id, type }) => [id, type])),
      segments: Object.fromEntries(
        segments.map(({ id, ...segment }) => [id, { ...segment, ...soldAs(record, id), seats: seatsById(segment) }]),
      ),
      stays: Object.fromEntries(stays.map(({ id, ...stay }) => [id, stay])),
    },
    personal: {
      passengers: Object.fromEntries(passengers.map(({ id, name }) => [id, name])),
      services: Object.fromEntries(passengers.flatMap(({ id, service }) => (service === null ? [] : [[id, service]]))),
      ...contact,
      remark,
    },
  };
}

function soldAs({ segments, booking }: BookingRecord, id: string) {
  const segment = segments.find(({ position }) => segmentId(position) === id);
  return {
    fareBasis: segment?.fare_basis ?? '',
    fare: money(segment?.base_minor ?? 0, booking.currency),
    tax: money(segment?.tax_minor ?? 0, booking.currency),
  };
}

function seatsById({ seats }: Pick<SegmentView, 'seats'>): ById<string | null> {
  return Object.fromEntries(seats.map(({ passengerId, seat }) => [passengerId, seat]));
}
