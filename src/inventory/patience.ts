import { setTimeout as sleep } from 'node:timers/promises';
import type { Transaction } from '../database/dialect.js';
import type { FlightRow } from '../database/schema.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { Instant } from '../kernel/instant.js';
import { lockSellableSeat, lockTurnAtCabin } from './contested-seat-repository.js';
import { flightRefOf } from './flight.js';
import type { Pool } from './seat-repository.js';

/** How long a buyer who has nothing else in hand looks for seats that others have locked and may give back. */
const WAIT_MS = 10_000;

/**
 * How long anybody looks on with seats in hand before it matters who else does: two that each have what the other
 * lacks would look for ever.
 */
const HOARD_MS = 25;

/**
 * How long whoever has the turn at a cabin keeps what they have, or up to twice that: long enough to gather six
 * seats that sixteen others lock and give back all the time. But a buyer of a named seat may wait for one of
 * theirs and have the one that they lack.
 */
const TURN_MS = 500;

/**
 * Who lacks a seat looks again after so long, or up to twice that, and waits for no lock: a lock that is waited for
 * is kept on a seat which was sold meanwhile, and keeps its buyer from it. With sixteen sellers of parties that cost
 * two dozen deadlocks in fifteen seconds, half of what was sold, and two of three seconds at the 99th percentile.
 */
const LOOK_AGAIN_MS = 5;

/** Who has the turn looks more often than all the others, or what comes free would mostly be theirs. */
const LOOK_IN_TURN_MS = 1;

/**
 * How a buyer waits who knows that a seat which others have locked may be given back.
 *
 * Who has seats in hand meanwhile, of this flight or another, keeps others from them. So only one buyer at a time
 * gathers in a cabin: who has the turn is patient, and whoever does not get it lets go of everything and begins
 * anew, by a refusal of the database that the runner tries again. Without turns a party of six beside sixteen who
 * tried for a seat each gave up its seats over and over: eight times in ten it was told that the database is busy,
 * after seven seconds before six open seats.
 */
export class Patience {
  private readonly startedAt = Date.now();
  private turnEndsAt: number | undefined;

  constructor(
    private readonly tx: Transaction,
    private readonly flight: FlightRow,
    private readonly pool: Pool,
    private readonly now: Instant,
    /** Whether the transaction keeps others from seats. */
    private readonly isHoarding: () => Promise<boolean>,
  ) {}

  /** @throws DATABASE_BUSY, or what makes the runner begin anew, when it is better to wait no longer */
  async pause(): Promise<void> {
    const { tx, flight, pool } = this;
    const waitedMs = Date.now() - this.startedAt;
    if (waitedMs > WAIT_MS) throw stillBusy(flight);
    if (this.turnEndsAt === undefined && waitedMs > HOARD_MS && (await this.isHoarding())) {
      await lockTurnAtCabin(tx, flight.id, pool);
      this.turnEndsAt = Date.now() + jitter(TURN_MS);
    }
    await sleep(jitter(this.turnEndsAt === undefined ? LOOK_AGAIN_MS : LOOK_IN_TURN_MS));
    if (this.turnEndsAt !== undefined && Date.now() > this.turnEndsAt) {
      await lockSellableSeat(tx, flight.id, pool, this.now);
    }
  }
}

/** So long, or up to twice that: those who met do not meet again. */
function jitter(ms: number): number {
  return ms * (1 + Math.random());
}

function stillBusy(flight: FlightRow): OpsdeskError {
  return new OpsdeskError(
    'DATABASE_BUSY',
    `the last seats of ${flightRefOf(flight)} are being sold or looked at by others`,
    { hint: 'Nothing was changed. Try again in a moment.' },
  );
}
