import { expect } from 'vitest';
import { type CliOptions, cli } from '../support/cli.js';

export interface Money {
  readonly amountMinor: number;
  readonly currency: string;
}

export interface Booking {
  readonly recordLocator: string;
  readonly status: string;
  readonly version: number;
  readonly passengers: readonly { readonly id: string; readonly name: string }[];
  readonly segments: readonly {
    readonly flight: string;
    readonly cabin: string;
    readonly seats: readonly { readonly seat: string }[];
  }[];
  readonly total: Money;
  readonly paid: Money;
  readonly refunded: Money;
  readonly balance: Money;
  readonly holdExpiresAt: string | null;
}

export interface Flight {
  readonly flight: string;
  readonly origin: string;
  readonly destination: string;
  readonly available: number;
}

export interface Items<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** Somebody at a desk before the storm, who reads what the program prints as JSON. */
export class StormDesk {
  constructor(
    private readonly database: { readonly url: string },
    private readonly now: string,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  /** One command, with the exit status that it must have; its JSON. */
  async run<T = unknown>(args: readonly string[], status = 0, env: CliOptions['env'] = {}): Promise<T> {
    const { exitCode, stdout, stderr, json } = await cli(this.database, [...args, '--json'], {
      now: this.now,
      env: { ...this.environment, ...env },
    });
    expect(exitCode, `opsdesk ${args.join(' ')}\n${stdout}${stderr}`).toBe(status);
    return json() as T;
  }

  book(flight: string, passenger: string, more: readonly string[] = [], status = 0): Promise<Booking> {
    const email = `${passenger.toLowerCase().replace(/\W+/g, '.')}@example.com`;
    const order = ['--flight', flight, '--passenger', passenger, '--email', email];
    return this.run(['booking', 'create', ...order, ...more], status);
  }

  show(locator: string): Promise<Booking> {
    return this.run(['booking', 'show', locator]);
  }

  /** Seats of a cabin that nobody has, row by row. */
  async openSeats(flight: string, cabin: string): Promise<string[]> {
    const { seats } = await this.run<{ seats: { seat: string; cabin: string; status: string }[] }>([
      'flight',
      'seats',
      flight,
    ]);
    return seats.flatMap((seat) => (seat.cabin === cabin && seat.status === 'open' ? [seat.seat] : []));
  }
}
