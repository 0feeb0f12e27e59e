import type { UndoWork } from './item-work.js';
import type { Policy } from './policy.js';

/** The shape of a plan file; another number is refused. */
export const PLAN_FORMAT = 'opsdesk-plan/1';

/**
 * What is to become of every booking that a disruption hit. It holds no personal data: bookings stand in it by
 * their record locators. Money is minor units of `costs.currency`; instants are ISO 8601 with the local offset.
 */
export interface Plan {
  readonly format: typeof PLAN_FORMAT;
  /** `pln_…` */
  readonly planId: string;
  readonly kind: 'rebook' | 'rollback';
  /** The job that a rollback takes back, or whose leftovers are planned again. */
  readonly ofJob: string | null;
  readonly createdAt: string;
  /** The business time that it was made for. */
  readonly asOf: string;
  readonly scope: PlanScope;
  readonly policy: Policy;
  /** SHA-256 of the canonical policy. */
  readonly policyHash: string;
  /** What the plan saw: the version of each flight that it takes seats of or gives up, by reference. */
  readonly inventory: { readonly digest: string; readonly flights: Readonly<Record<string, number>> };
  readonly solver: SolverReport;
  readonly costs: PlanCosts;
  readonly totals: PlanTotals;
  /** Of each flight and cabin that a move takes or gives up units of. */
  readonly loads: readonly PlannedLoad[];
  readonly items: readonly PlanItem[];
  /** SHA-256 of the RFC 8785 bytes of all the rest. */
  readonly hash: string;
}

/** Which disrupted bookings were looked at; nothing named is all of them. */
export interface PlanScope {
  readonly flights: readonly string[];
  readonly since: string | null;
}

export interface SolverReport {
  readonly name: string;
  readonly status: 'optimal' | 'deadline' | 'none';
  readonly objectiveMinor: number;
  readonly boundMinor: number;
  readonly gap: number;
  /** The bound holds over these and not over all ways there might be. */
  readonly candidates: number;
  readonly groups: number;
  readonly seconds: number;
}

export const COST_KINDS = [
  'delay',
  'compensation',
  'care',
  'downgrade',
  'connection',
  'airport',
  'service',
  'refund',
  'goodwill',
] as const;
export type CostKind = (typeof COST_KINDS)[number];
export type CostsByKind = Readonly<Record<CostKind, number>>;

export interface PlanCosts extends CostsByKind {
  readonly currency: string;
  readonly total: number;
}

export interface PlanTotals {
  readonly bookings: number;
  readonly passengers: number;
  readonly moved: number;
  readonly refunded: number;
  readonly kept: number;
  readonly movedPassengers: number;
  readonly refundedPassengers: number;
  readonly keptPassengers: number;
  /** Minutes late at the destination, of the passengers who are moved or keep what they have. */
  readonly meanDelayMinutes: number;
  readonly p95DelayMinutes: number;
}

export interface PlannedLoad {
  readonly flight: string;
  readonly cabin: string;
  readonly authorised: number;
  /** Units sold or held. */
  readonly before: number;
  readonly after: number;
}

/** `restore`, of a rollback, takes a move back. */
export type PlanAction = 'move' | 'refund' | 'keep' | 'restore';

export interface PlanItem {
  readonly recordLocator: string;
  /** Of the booking that the plan saw: another one is skipped. */
  readonly version: number;
  /** With a seat. */
  readonly passengers: number;
  readonly infants: number;
  readonly tier: string;
  /** Why it comes first: UMNR, WCHR, MEDA; empty for nobody. */
  readonly protected: readonly string[];
  readonly action: PlanAction;
  /** The journeys that are hit, in the order of travel. */
  readonly journeys: readonly PlannedJourney[];
  readonly stays: readonly PlannedStay[];
  readonly costMinor: number;
  readonly costs: Partial<CostsByKind>;
  /** A sentence for the passenger's agent. */
  readonly reason: string;
  /** The best that it did not get. */
  readonly alternatives: readonly PlannedAlternative[];
  /** Of a rollback: what is taken back. */
  readonly undo?: UndoWork;
}

export interface PlannedJourney {
  readonly journey: number;
  readonly origin: string;
  readonly destination: string;
  /** What it has now and gives up: lines that do not operate, and those that do not fit any more. */
  readonly from: readonly PlannedLeg[];
  /** What it takes; empty unless it is moved. */
  readonly to: readonly PlannedLeg[];
  /** Of the journey as it was sold. */
  readonly arrivedAt: string;
  /** Minutes later at the destination than sold; negative for earlier, null where it does not arrive. */
  readonly delayMinutes: number | null;
}

export interface PlannedLeg {
  /** `S1` where the booking has it; absent on what it takes. */
  readonly segment?: string;
  readonly flight: string;
  readonly origin: string;
  readonly destination: string;
  readonly cabin: string;
  readonly departsAt: string;
  readonly arrivesAt: string;
}

/** `shift`: to other nights; `release`: given back with the refund; `flag`: for a person to look at. */
export interface PlannedStay {
  readonly stay: string;
  readonly action: 'shift' | 'release' | 'flag';
  readonly checkIn: string | null;
  readonly checkOut: string | null;
  readonly reason: string;
}

export interface PlannedAlternative {
  readonly flights: readonly string[];
  readonly delayMinutes: number;
  readonly costMinor: number;
  readonly whyNot: string;
}
