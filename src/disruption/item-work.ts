import type { Rerouted } from '../booking/restore-segments.js';
import type { PlanItem } from './plan.js';
import type { Policy } from './policy.js';

/** What an item of a job is to do; kept as JSON, with the booking's own ids and nothing personal. */
export interface ItemWork {
  /** Of a move, in the order of the journeys. */
  readonly reroutings?: readonly {
    readonly journey: number;
    /** `S1`. */
    readonly gives: readonly string[];
    readonly takes: readonly { readonly flight: string; readonly cabin: string }[];
  }[];
  /** Of a refund: given up from this journey on. */
  readonly fromJourney?: number;
  /** Of a refund: it is only offered, and nothing is given up. */
  readonly isOffer?: true;
  /** `H1`, to other nights, or given back where the dates are null. */
  readonly stays?: readonly StayWork[];
  /** Of a restoration. */
  readonly undo?: UndoWork;
}

export interface StayWork {
  readonly stay: string;
  readonly checkIn: string | null;
  readonly checkOut: string | null;
}

export interface UndoWork extends Rerouted {
  /** The nights that stays had before. */
  readonly stays: readonly StayWork[];
}

/** The work of a plan's item. Stays that are flagged are left to a person. */
export function workOf(item: PlanItem, { refunds }: Pick<Policy, 'refunds'>): ItemWork {
  const stays = item.stays
    .filter(({ action }) => action !== 'flag')
    .map(({ stay, action, checkIn, checkOut }) =>
      action === 'shift' ? { stay, checkIn, checkOut } : { stay, checkIn: null, checkOut: null },
    );
  if (item.undo) return { undo: item.undo };
  if (item.action === 'keep') return {};
  if (item.action === 'refund' && refunds === 'offer') return { isOffer: true };
  if (item.action === 'refund') {
    return { fromJourney: Math.min(...item.journeys.map(({ journey }) => journey)), stays };
  }
  return {
    reroutings: item.journeys.map(({ journey, from, to }) => ({
      journey,
      gives: from.flatMap(({ segment }) => (segment === undefined ? [] : [segment])),
      takes: to.map(({ flight, cabin }) => ({ flight, cabin })),
    })),
    stays,
  };
}
