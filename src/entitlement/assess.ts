import type { Disruption, Entitlement, Journey, Step } from './journey.js';
import { applyPassengerRights } from './passenger-rights.js';
import { findScopes } from './scope.js';
import { applyUsDot } from './us-dot.js';

export interface Assessment {
  /** By regime, the law of the departure first. Each is what one passenger with a paid seat is owed. */
  readonly entitlements: readonly Entitlement[];
  /** The regimes that do not hold, and why. */
  readonly outside: readonly Step[];
}

/**
 * What the passengers of a journey are owed, by every law that holds for it, and how that came about. Pure.
 * Where the law of the arrival holds beside that of the departure, it gives what the other does not (Art. 3(1)(b)).
 */
export function assessEntitlements(journey: Journey, disruption: Disruption): Assessment {
  const { scopes, outside } = findScopes(journey);
  const payer = scopes.find(({ isByDeparture }) => isByDeparture)?.regime;
  const entitlements = scopes.map(({ regime, reason, rule, isByDeparture }): Entitlement => {
    const owed =
      regime === 'US-DOT' ? applyUsDot(journey, disruption) : applyPassengerRights(regime, journey, disruption);
    const isSecond = payer !== undefined && !isByDeparture && regime !== 'US-DOT';
    const scope: Step = { step: 'scope', value: reason, rule: regime === 'US-DOT' ? rule : `${regime} ${rule}` };
    const setOff: Step = {
      step: 'set off',
      value: `less what ${payer} gives`,
      rule: `${regime} Art. 3(1)(b)`,
    };
    return {
      ...owed,
      setOffAgainst: isSecond ? payer : null,
      derivation: [scope, ...owed.derivation, ...(isSecond ? [setOff] : [])],
    };
  });
  return { entitlements, outside };
}
