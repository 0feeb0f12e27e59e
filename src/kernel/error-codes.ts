/**
 * Every operating error has one code and every code belongs to one kind.
 * The kind decides the exit status (`src/cli/exit-codes.ts`); the code is what scripts match on.
 */
export type ErrorKind =
  | 'defect'
  | 'usage'
  | 'not-found'
  | 'denied'
  | 'conflict'
  | 'refused'
  | 'input-required'
  | 'declined'
  | 'partial'
  | 'pending'
  | 'unavailable'
  | 'interrupted';

export const ERROR_KINDS = {
  INTERNAL: 'defect',
  USAGE: 'usage',
  INVALID_INPUT: 'usage',
  GATEWAY_NOT_CONFIGURED: 'usage',
  IMPORT_REJECTED: 'usage',
  POLICY_INVALID: 'usage',
  PLAN_INVALID: 'usage',
  FLIGHT_NOT_FOUND: 'not-found',
  SEAT_NOT_FOUND: 'not-found',
  BOOKING_NOT_FOUND: 'not-found',
  PASSENGER_NOT_FOUND: 'not-found',
  SEGMENT_NOT_FOUND: 'not-found',
  CUSTOMER_NOT_FOUND: 'not-found',
  PAYMENT_NOT_FOUND: 'not-found',
  REFUND_NOT_FOUND: 'not-found',
  VOUCHER_NOT_FOUND: 'not-found',
  NOTIFICATION_NOT_FOUND: 'not-found',
  AIRPORT_NOT_FOUND: 'not-found',
  PROPERTY_NOT_FOUND: 'not-found',
  ROOM_TYPE_NOT_FOUND: 'not-found',
  ROOM_NIGHT_NOT_FOUND: 'not-found',
  RATE_PLAN_NOT_FOUND: 'not-found',
  STAY_NOT_FOUND: 'not-found',
  PROFILE_NOT_FOUND: 'not-found',
  FILE_NOT_FOUND: 'not-found',
  QUEUE_NOT_FOUND: 'not-found',
  QUEUE_ITEM_NOT_FOUND: 'not-found',
  QUEUE_EMPTY: 'not-found',
  JOB_NOT_FOUND: 'not-found',
  NOT_ALLOWED: 'denied',
  WEBHOOK_REFUSED: 'denied',
  PRODUCTION_DATABASE: 'denied',
  SEAT_TAKEN: 'conflict',
  SOLD_OUT: 'conflict',
  ROOM_SOLD_OUT: 'conflict',
  ROOMS_TAKEN: 'conflict',
  PRICE_CHANGED: 'conflict',
  VERSION_CONFLICT: 'conflict',
  PLAN_STALE: 'conflict',
  INVARIANT_BROKEN: 'conflict',
  CHAIN_BROKEN: 'conflict',
  ALREADY_EXISTS: 'conflict',
  ALREADY_CLAIMED: 'conflict',
  DATABASE_NEWER: 'refused',
  FLIGHT_NOT_SELLABLE: 'refused',
  FARE_CLASS_NOT_FOUND: 'refused',
  CURRENCY_MISMATCH: 'refused',
  NO_EXCHANGE_RATE: 'refused',
  WRONG_STATE: 'refused',
  HOLD_EXPIRED: 'refused',
  NAME_CHANGE_NOT_ALLOWED: 'refused',
  PASSENGER_RULE: 'refused',
  PAYMENT_EXCEEDS_BALANCE: 'refused',
  NOTHING_DUE: 'refused',
  REFUND_EXCEEDS_CAPTURED: 'refused',
  NOTHING_OWED: 'refused',
  VOUCHER_EXPIRED: 'refused',
  VOUCHER_EXCEEDED: 'refused',
  ALREADY_SENT: 'refused',
  STAY_RULE: 'refused',
  SCHEDULE_CHANGE: 'refused',
  RATE_CHANGE: 'refused',
  IDEMPOTENCY_MISMATCH: 'refused',
  REFUSED_BY_RULE: 'refused',
  INPUT_REQUIRED: 'input-required',
  CONFIRMATION_REQUIRED: 'input-required',
  PAYMENT_DECLINED: 'declined',
  GATEWAY_UNAVAILABLE: 'unavailable',
  SOME_FAILED: 'partial',
  PAYMENT_UNKNOWN: 'pending',
  REFUND_UNKNOWN: 'pending',
  OUTCOME_UNKNOWN: 'pending',
  OUTPUT_FAILED: 'pending',
  DATABASE_UNAVAILABLE: 'unavailable',
  DATABASE_UNMIGRATED: 'unavailable',
  DATABASE_BUSY: 'unavailable',
  STREAM_UNAVAILABLE: 'unavailable',
  TIMED_OUT: 'unavailable',
  INTERRUPTED: 'interrupted',
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERROR_KINDS;
