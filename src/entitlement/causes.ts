import type { DisruptionCause } from '../database/disruption-schema.js';

/**
 * Which causes are extraordinary circumstances (EU261 Art. 5(3), recital 14). What a carrier does not know, or does
 * not say, it has not proved. A strike is one outside the carrier: its own crew's is its own affair (C-195/17).
 */
const EXTRAORDINARY: Readonly<Record<DisruptionCause, boolean>> = {
  weather: true,
  airspace: true,
  strike: true,
  security: true,
  technical: false,
  crew: false,
  commercial: false,
  unknown: false,
};

export function isExtraordinary(cause: DisruptionCause): boolean {
  return EXTRAORDINARY[cause];
}
