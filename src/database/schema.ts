import type { Instant } from '../kernel/instant.js';
import type { LocalDate } from '../kernel/local-date.js';
import type {
  DisruptionItemRow,
  DisruptionJobRow,
  FlightEventRow,
  FlightSubscriptionRow,
} from './disruption-schema.js';
import type {
  PropertyAirportRow,
  PropertyRow,
  RatePlanRow,
  RoomNightRow,
  RoomTypeRow,
  StayNightRow,
  StayRow,
} from './hotel-schema.js';

/** SQLite has no boolean: a flag is 0 or 1 on both dialects. */
export type Flag = 0 | 1;

export type SettingRow = { name: string; value: string };

export type AirportRow = {
  iata: string;
  name: string;
  city: string;
  country: string;
  time_zone: string;
  latitude: number;
  longitude: number;
};

export type AirlineRow = { code: string; name: string };

export type FlightStatus = 'scheduled' | 'delayed' | 'departed' | 'diverted' | 'arrived' | 'cancelled';

export type FlightRow = {
  id: number;
  carrier: string;
  number: string;
  departure_date: LocalDate;
  origin: string;
  destination: string;
  departs_at: Instant;
  /** Minutes that clocks at the origin are ahead of UTC at departure. */
  departs_offset: number;
  arrives_at: Instant;
  arrives_offset: number;
  equipment: string;
  status: FlightStatus;
  version: number;
};

export type FlightCabinRow = {
  flight_id: number;
  cabin: string;
  /** Physical seats. */
  capacity: number;
  /** Units that may be sold: the seats, and overbooking slots without one. */
  authorised: number;
  /** Of the first and the last physical seat. */
  first_ordinal: number;
  last_ordinal: number;
};

/** What becomes of the value that a cheaper fare leaves over. */
export type Residual = 'refund' | 'forfeit';

/** The rules of a fare. Fees are minor units for each passenger with a seat; days count from local dates. */
export type FareRules = {
  is_refundable: Flag;
  change_fee_minor: number;
  cancel_fee_minor: number;
  no_show_fee_minor: number;
  /** Null where a name may only be corrected. */
  name_change_fee_minor: number | null;
  /** Nights between the first departure and the last of the journey back; 0 for no rule. */
  min_stay_days: number;
  max_stay_days: number;
  residual: Residual;
};

export type FareRow = {
  flight_id: number;
  fare_class: string;
  cabin: string;
  fare_basis: string;
  currency: string;
  base_minor: number;
  tax_minor: number;
  /** Of the units that the class may take: 1 is the highest class of the cabin, which may take them all. */
  nest_level: number;
  /** Units that this class and those below it may take together; null for no limit. */
  booking_limit: number | null;
  advance_purchase_days: number;
} & FareRules;

export type Tier = 'none' | 'silver' | 'gold' | 'platinum';

export type CustomerRow = {
  id: string;
  version: number;
  tier: Tier;
  name: string;
  email: string | null;
  phone: string | null;
  language: string;
  /** The key of everything personal that is kept about them elsewhere; null once erased. */
  data_key: string | null;
  created_at: Instant;
  updated_at: Instant;
};

export type BookingStatus = 'held' | 'waitlisted' | 'confirmed' | 'cancelled' | 'expired';

export type BookingRow = {
  id: string;
  record_locator: string;
  customer_id: string;
  version: number;
  status: BookingStatus;
  currency: string;
  /** Fares and taxes of the live segments, live stays and `fees_minor`, less `discount_minor`; what is kept back once cancelled. */
  total_minor: number;
  /** Change fees collected so far. */
  fees_minor: number;
  /** What a package takes off. */
  discount_minor: number;
  /** When the space is released: the customer's deadline `pay_by`, and the grace after it. */
  hold_expires_at: Instant | null;
  pay_by: Instant | null;
  /** Until when the price of a hold stands; null for none. */
  price_until: Instant | null;
  time_limit: 'cancel' | 'queue';
  /** The record locator that it was split from. */
  split_from: string | null;
  contact_email: string | null;
  contact_phone: string | null;
  remark: string | null;
  created_at: Instant;
  created_by: string;
  updated_at: Instant;
};

export type PassengerType = 'ADT' | 'CHD' | 'INF';

/** A child who travels alone, a passenger who needs a wheelchair, a medical case. */
export type SpecialService = 'UMNR' | 'WCHR' | 'MEDA';

export type PassengerRow = {
  booking_id: string;
  position: number;
  surname: string;
  given_name: string;
  title: string | null;
  type: PassengerType;
  service: SpecialService | null;
};

export type SegmentStatus = 'HK' | 'HL' | 'KL' | 'KK' | 'TK' | 'UN' | 'UC' | 'NO' | 'XX';

export type SegmentRow = {
  booking_id: string;
  position: number;
  flight_id: number;
  status: SegmentStatus;
  fare_class: string;
  cabin: string;
  fare_basis: string;
  /** Per adult passenger, as sold. */
  base_minor: number;
  tax_minor: number;
  /** 1 is the way out, 2 the way back, and so on. */
  journey: number;
  /** The segment that this one stands in for, after a schedule change. */
  replaces: number | null;
} & FareRules;

export type SeatStatus = 'open' | 'held' | 'sold' | 'blocked';

export type SeatRow = {
  flight_id: number;
  ordinal: number;
  cabin: string;
  seat_number: string | null;
  /** The lowest class that may take it, by the nest level of its fare. */
  nest_level: number;
  status: SeatStatus;
  booking_id: string | null;
  segment_position: number | null;
  passenger_position: number | null;
  /** Null on a held seat while its payment is under way: such a hold does not run out. */
  hold_expires_at: Instant | null;
};

export type PaymentStatus =
  | 'created'
  | 'authorised'
  | 'captured'
  | 'part_refunded'
  | 'refunded'
  | 'voided'
  | 'failed'
  | 'unknown'
  | 'needs_review';

export type PaymentRow = {
  id: string;
  booking_id: string;
  gateway: string;
  source: string;
  status: PaymentStatus;
  currency: string;
  amount_minor: number;
  captured_minor: number;
  refunded_minor: number;
  gateway_key: string;
  gateway_reference: string | null;
  failure: string | null;
  created_at: Instant;
  created_by: string;
  settled_at: Instant | null;
  /** The payment that its money came from, when a booking was split; its own gateway key was never used. */
  split_from: string | null;
  /** What it has given away to payments of split bookings, of what its gateway took; not in `captured_minor`. */
  moved_minor: number;
  /** What its gateway was first asked for: to take the money, or to set it aside. */
  operation: 'charge' | 'authorise';
  /** What was asked of the gateway where that is another currency than the booking's; else null, as all below. */
  charged_currency: string | null;
  /** In its minor units; of a payment that was split off, its share. */
  charged_minor: number | null;
  /** What of `charged_minor` went along with `moved_minor`. */
  charged_moved_minor: number;
  /** The rate by which: one of `fx_base` was `fx_units` / 10^`fx_scale` of the other currency on `fx_date`. */
  fx_base: string | null;
  fx_units: number | null;
  fx_scale: number | null;
  fx_date: LocalDate | null;
};

/** Of a payment that was authorised: until when, and how it is being ended, or was. */
export type AuthorisationRow = {
  payment_id: string;
  /** Real time. */
  expires_at: Instant;
  ending: 'capture' | 'void' | null;
  ending_id: string | null;
  /** What is captured; of a void all that was set aside. */
  ending_minor: number | null;
  /** Why the last answer was none. */
  failure: string | null;
};

/** A page of a gateway's on which a customer pays: nothing is taken, and nothing set aside, before they have. */
export type PaymentRequestRow = {
  id: string;
  booking_id: string;
  gateway: string;
  status: 'open' | 'paid' | 'over';
  currency: string;
  amount_minor: number;
  gateway_key: string;
  /** Null until the gateway has made the page. */
  gateway_reference: string | null;
  /** By the real clock, which is the gateway's. */
  expires_at: Instant;
  payment_id: string | null;
  created_at: Instant;
  created_by: string;
};

/** About what is open at a gateway: when a worker asks the next time, by the real clock. */
export type GatewayInquiryRow = {
  /** Of a payment, refund or payment request its id; of an event the gateway and the event's own. */
  subject: string;
  next_at: Instant;
};

/** A gateway's word that something happened to what it knows. */
export type GatewayEventRow = {
  gateway: string;
  event_id: string;
  kind: string;
  gateway_key: string | null;
  /** JSON: what it happened to, as the gateway calls it. */
  refs: string;
  /** `parked`: of nothing that we know, yet. */
  status: 'parked' | 'done';
  /** By the real clock. */
  received_at: Instant;
};

export type RefundStatus = 'pending' | 'pending_approval' | 'succeeded' | 'failed' | 'unknown' | 'needs_review';
export type RefundKind = 'cancellation' | 'overpayment' | 'goodwill' | 'late_payment';

export type RefundQuoteRow = {
  id: string;
  booking_id: string;
  booking_version: number;
  currency: string;
  amount_minor: number;
  paid_minor: number;
  penalty_minor: number;
  /** JSON: the lines that explain the sum. */
  basis: string;
  created_at: Instant;
  expires_at: Instant;
};

export type RefundRow = {
  id: string;
  booking_id: string;
  quote_id: string | null;
  status: RefundStatus;
  kind: RefundKind;
  currency: string;
  amount_minor: number;
  reason: string | null;
  created_at: Instant;
  created_by: string;
  settled_at: Instant | null;
  /** The voucher that it became, where the customer chose one; null where it went back to where it came from. */
  voucher_id: string | null;
};

export type RefundPartRow = {
  id: string;
  refund_id: string;
  payment_id: string;
  amount_minor: number;
  status: Exclude<RefundStatus, 'pending_approval'>;
  gateway_key: string;
  gateway_reference: string | null;
  failure: string | null;
  /** What goes back of a payment that was charged in another currency; else null. */
  charged_currency: string | null;
  charged_minor: number | null;
};

/** What of a booking's debt is given up; below zero where a change left less to be paid. */
export type WriteOffRow = {
  id: string;
  booking_id: string;
  currency: string;
  amount_minor: number;
  reason: string | null;
  created_at: Instant;
  created_by: string;
};

/** One of `base` was `units` / 10^`scale` of `quote` on a day (UTC). */
export type FxRateRow = {
  base: string;
  quote: string;
  rate_date: LocalDate;
  units: number;
  scale: number;
  created_at: Instant;
  created_by: string;
};

export type PostingRow = {
  id: string;
  journal_id: string;
  operation_id: string;
  account: string;
  currency: string;
  /** Positive is a debit, negative a credit; a journal's postings add up to nothing. */
  amount_minor: number;
  created_at: Instant;
};

/** Money that a customer may spend here: whoever knows the code. */
export type VoucherRow = {
  id: string;
  /** SHA-256 of the code in hex; the code itself is nowhere. */
  code_hash: string;
  /** A refund that became one, or a present. */
  kind: 'refund' | 'goodwill';
  currency: string;
  issued_minor: number;
  balance_minor: number;
  /** The booking that it was issued for. */
  booking_id: string | null;
  expires_at: Instant;
  created_at: Instant;
  created_by: string;
};

export type SandboxOperationRow = {
  gateway_key: string;
  kind: 'charge' | 'refund' | 'authorise' | 'capture' | 'void';
  request_hash: string;
  reference: string;
  parent_reference: string | null;
  outcome: 'succeeded' | 'declined';
  failure: string | null;
  currency: string;
  amount_minor: number;
  created_at: Instant;
};

export type OutboxRow = {
  id: string;
  topic: string;
  booking_id: string | null;
  booking_version: number | null;
  customer_id: string | null;
  payload: string;
  state: 'pending' | 'leased' | 'published';
  attempts: number;
  available_at: Instant;
  lease_until: Instant | null;
  created_at: Instant;
  /** Null where nobody wants events in a stream. */
  stream_state: 'due' | 'leased' | 'sent' | null;
  stream_until: Instant | null;
};

/** A worker that runs, or did until lately. Times are real, not business time. */
export type WorkerRow = {
  id: string;
  host: string;
  pid: number;
  program_version: string;
  started_at: Instant;
  seen_at: Instant;
  /** JSON: how often things were done, by what was done. */
  done: string;
  last_error: string | null;
  last_error_at: Instant | null;
};

/** What a customer has said of a kind of messages, or of `all`, by a channel. */
export type NotificationPreferenceRow = { customer_id: string; channel: string; kind: string; is_on: 0 | 1 };

export type CustomerWebhookRow = { customer_id: string; url: string };

/** Minutes since midnight by the clocks of an IANA time zone; over midnight where the first is the later one. */
export type CustomerQuietHoursRow = {
  customer_id: string;
  from_minute: number;
  until_minute: number;
  time_zone: string;
};

export type NotificationStatus = 'pending' | 'sending' | 'sent' | 'failed';

export type NotificationRow = {
  id: string;
  booking_id: string | null;
  customer_id: string;
  channel: string;
  template: string;
  language: string;
  status: NotificationStatus;
  attempts: number;
  next_attempt_at: Instant | null;
  lease_until: Instant | null;
  lease_token: string | null;
  last_error: string | null;
  message_id: string;
  /** Encrypted under the customer's key: the address and the fields of the template. */
  payload: string;
  event_id: string | null;
  /** Business time, from when it is sent in quiet hours, too; null for never. */
  urgent_from: Instant | null;
  /** Business time; null unless it is pending because its customer is not to be disturbed until then. */
  quiet_until: Instant | null;
  /** The job that it is told of with others; null for what goes out by itself. */
  digest_group: string | null;
  /** The notification whose message carries it, from when they are first put together; null for one that has its own. */
  sent_with: string | null;
  created_at: Instant;
  sent_at: Instant | null;
};

export type NotificationAttemptRow = {
  notification_id: string;
  attempt: number;
  outcome: 'sent' | 'failed' | 'lost';
  error: string | null;
  attempted_at: Instant;
  attempted_by: string;
};

export type IdempotencyRow = {
  actor: string;
  command: string;
  key: string;
  input_hash: string;
  customer_id: string | null;
  progress: string | null;
  answer: string | null;
  created_at: Instant;
};

export type AuditEntryRow = {
  id: string;
  operation_id: string;
  occurred_at: Instant;
  actor: string;
  command: string;
  action: string;
  entity: string;
  entity_id: string;
  reason: string | null;
  idempotency_key: string | null;
  /** JSON without personal data. */
  before_state: string | null;
  after_state: string | null;
  customer_id: string | null;
  /** JSON with what is personal, encrypted under the customer's key. */
  personal: string | null;
  seq: number | null;
  hash: string | null;
};

export type AuditHeadRow = { id: 1; seq: number; hash: string };

export type WaitlistEntryRow = {
  booking_id: string;
  segment_position: number;
  flight_id: number;
  cabin: string;
  /** Empty for any class of the cabin. */
  fare_class: string;
  party: number;
  requested_at: Instant;
};

export type LapsedSeatRow = {
  booking_id: string;
  segment_position: number;
  passenger_position: number;
  ordinal: number;
};

export type ScheduleChangeRow = {
  id: string;
  booking_id: string;
  old_position: number;
  new_position: number;
  flight_id: number;
  old_departs_at: Instant;
  old_departs_offset: number;
  old_arrives_at: Instant;
  old_arrives_offset: number;
  status: 'offered' | 'accepted' | 'refused' | 'superseded';
  offered_at: Instant;
  answered_at: Instant | null;
};

/** That a booking was reminded of a flight's departure, at the time that it was to leave at then. */
export type DepartureReminderRow = { booking_id: string; flight_id: number; departs_at: Instant; queued_at: Instant };

/** For which of its departures the bookings on a flight have been gone through. */
export type FlightRemindedRow = { flight_id: number; departs_at: Instant };

export type QueueClaimRow = {
  queue: string;
  subject: string;
  stamp: string;
  claimed_by: string;
  claimed_at: Instant;
  lease_until: Instant;
  done_at: Instant | null;
  done_by: string | null;
};

export type ConnectionTimeRow = { airport: string; kind: 'DD' | 'DI' | 'ID' | 'II'; minutes: number };

export interface Schema {
  setting: SettingRow;
  airport: AirportRow;
  airline: AirlineRow;
  flight: FlightRow;
  flight_cabin: FlightCabinRow;
  fare: FareRow;
  customer: CustomerRow;
  booking: BookingRow;
  passenger: PassengerRow;
  segment: SegmentRow;
  seat: SeatRow;
  payment: PaymentRow;
  payment_request: PaymentRequestRow;
  gateway_event: GatewayEventRow;
  gateway_inquiry: GatewayInquiryRow;
  refund_quote: RefundQuoteRow;
  refund: RefundRow;
  refund_part: RefundPartRow;
  voucher: VoucherRow;
  posting: PostingRow;
  authorisation: AuthorisationRow;
  fx_rate: FxRateRow;
  write_off: WriteOffRow;
  sandbox_operation: SandboxOperationRow;
  outbox: OutboxRow;
  notification: NotificationRow;
  notification_attempt: NotificationAttemptRow;
  idempotency: IdempotencyRow;
  audit_entry: AuditEntryRow;
  audit_head: AuditHeadRow;
  property: PropertyRow;
  property_airport: PropertyAirportRow;
  room_type: RoomTypeRow;
  rate_plan: RatePlanRow;
  room_night: RoomNightRow;
  stay: StayRow;
  stay_night: StayNightRow;
  waitlist_entry: WaitlistEntryRow;
  lapsed_seat: LapsedSeatRow;
  schedule_change: ScheduleChangeRow;
  queue_claim: QueueClaimRow;
  connection_time: ConnectionTimeRow;
  flight_event: FlightEventRow;
  flight_subscription: FlightSubscriptionRow;
  disruption_job: DisruptionJobRow;
  disruption_item: DisruptionItemRow;
  notification_preference: NotificationPreferenceRow;
  customer_webhook: CustomerWebhookRow;
  customer_quiet_hours: CustomerQuietHoursRow;
  departure_reminder: DepartureReminderRow;
  flight_reminded: FlightRemindedRow;
  worker: WorkerRow;
}

/** Every table, those that are referred to first. */
export const TABLES = [
  'setting',
  'airport',
  'airline',
  'flight',
  'flight_cabin',
  'fare',
  'customer',
  'booking',
  'passenger',
  'segment',
  'seat',
  'payment',
  'payment_request',
  'gateway_event',
  'gateway_inquiry',
  'refund_quote',
  'voucher',
  'refund',
  'refund_part',
  'posting',
  'authorisation',
  'sandbox_operation',
  'outbox',
  'notification',
  'notification_attempt',
  'idempotency',
  'audit_entry',
  'audit_head',
  'property',
  'property_airport',
  'room_type',
  'rate_plan',
  'room_night',
  'stay',
  'stay_night',
  'waitlist_entry',
  'lapsed_seat',
  'schedule_change',
  'queue_claim',
  'connection_time',
  'flight_event',
  'flight_subscription',
  'disruption_job',
  'disruption_item',
  'notification_preference',
  'customer_webhook',
  'customer_quiet_hours',
  'departure_reminder',
  'flight_reminded',
  'worker',
  'fx_rate',
  'write_off',
] as const satisfies readonly (keyof Schema)[];
