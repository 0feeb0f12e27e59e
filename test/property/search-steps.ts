import fc from 'fast-check';
import { expect } from 'vitest';
import { findOffers } from '../../src/inventory/find-offers.js';
import { count } from './endings.js';
import { hasDeparted } from './forecasts.js';
import type { Model } from './model.js';
import { flightOf } from './small-world.js';
import { Step } from './step.js';

const journeys = fc.constantFrom(
  [{ origin: 'LHR', destination: 'JFK', departureDate: '2026-12-01' }],
  [{ origin: 'LHR', destination: 'JFK', departureDate: '2026-12-02' }],
  [{ origin: 'LHR', destination: 'BOS', departureDate: '2026-12-01' }],
  [
    { origin: 'LHR', destination: 'JFK', departureDate: '2026-12-01' },
    { origin: 'JFK', destination: 'LHR', departureDate: '2026-12-06' },
  ],
);

/** The same offers everywhere; none that has left, or that has not the seats. */
export const search = fc
  .record({ journeys, passengers: fc.integer({ min: 1, max: 3 }), sort: fc.constantFrom('price', 'departure') })
  .map(
    (wish) =>
      new Step(`search ${JSON.stringify(wish)}`, false, async (model, desks, name) => {
        const outcome = await desks.ask(name, (desk) =>
          findOffers(desk, { ...wish, sort: sortOf(wish.sort), limit: 20 }),
        );
        count(`search ${outcome.kind === 'done' ? (outcome.view.length > 0 ? 'offers' : 'nothing') : outcome.code}`);
        if (outcome.kind === 'refused') throw new Error(outcome.message);
        for (const offer of outcome.view)
          for (const flight of offer.flights) expectOffered(model, flight, wish.passengers);
      }),
  );

const sortOf = (sort: string) => (sort === 'price' ? 'price' : 'departure');

function expectOffered(model: Model, offered: { readonly flight: string; readonly fareClass: string }, count: number) {
  const flight = flightOf(offered.flight);
  const fare = model.fareToday(flight, offered.fareClass);
  expect(hasDeparted(model, flight), `${offered.flight} is offered and has left`).toBe(false);
  const { most } = model.freeUnits(flight, fare);
  expect(most, `units of ${offered.flight}:${offered.fareClass} that is offered`).toBeGreaterThanOrEqual(count);
}
