import type { Instant } from '../kernel/instant.js';

export type FlightEventKind = 'cancelled' | 'delayed' | 'diverted' | 'equipment' | 'departed' | 'arrived';

/** Why: what decides whether compensation is owed. Weather, airspace, strike and security are extraordinary circumstances. */
export type DisruptionCause =
  | 'weather'
  | 'airspace'
  | 'strike'
  | 'security'
  | 'technical'
  | 'crew'
  | 'commercial'
  | 'unknown';

export type FlightEventRow = {
  id: string;
  flight_id: number;
  kind: FlightEventKind;
  cause: DisruptionCause;
  /** Of departure and arrival, against the schedule; 0 takes a delay back. */
  delay_minutes: number | null;
  /** IATA code. */
  diverted_to: string | null;
  equipment: string | null;
  recorded_at: Instant;
  recorded_by: string;
};

export type FlightSubscriptionRow = { flight_id: number; customer_id: string; created_at: Instant };

/** A plan that is being carried out. */
export type DisruptionJobRow = {
  id: string;
  plan_id: string;
  plan_hash: string;
  kind: 'rebook' | 'rollback';
  /** The job that a rollback takes back. */
  undoes_job: string | null;
  /** How many the plan has. */
  items: number;
  policy_hash: string;
  created_at: Instant;
  created_by: string;
  finished_at: Instant | null;
};

/** What a plan says of a booking, and what became of it; settled in the transaction that carries it out. */
export type DisruptionItemRow = {
  job_id: string;
  booking_id: string;
  /** In the plan, from 0. */
  position: number;
  /** `restore` takes a move back. */
  action: 'move' | 'refund' | 'keep' | 'restore';
  /** JSON: what is to be done. */
  work: string;
  /** The booking's version that the plan saw. */
  version_before: number;
  /** `skipped`: the world has changed since the plan. */
  status: 'pending' | 'done' | 'skipped' | 'failed';
  /** Of the error that a skipped or failed item met. */
  code: string | null;
  reason: string | null;
  version_after: number | null;
  /** JSON: the lines and seats that were given up and taken, for a rollback. */
  undo: string | null;
  refund_id: string | null;
  applied_at: Instant | null;
  applied_by: string | null;
};
