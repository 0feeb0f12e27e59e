import type { Desk } from '../../src/desk.js';

export interface TestFare {
  readonly fareClass: string;
  readonly cabin?: string;
  /** Of one adult, in USD; taxes are 10.00. */
  readonly baseMinor: number;
}

/** More classes for a flight of `addFlight`, without limits. */
export async function addFares(desk: Desk, flightId: number, fares: readonly TestFare[]): Promise<void> {
  const columns = [
    ...['flight_id', 'fare_class', 'cabin', 'fare_basis', 'currency', 'base_minor', 'tax_minor'],
    ...['is_refundable', 'change_fee_minor', 'cancel_fee_minor'],
  ];
  await desk.database.transaction(async (tx) => {
    await tx.load(
      'fare',
      columns,
      fares.map(({ fareClass, cabin = 'Y', baseMinor }) => [
        ...[flightId, fareClass, cabin, `${fareClass}OW`, 'USD', baseMinor, 1_000],
        ...[1, 2_500, 3_000],
      ]),
    );
  });
}
