/** What a key of a policy file may hold. `money` is typed as a decimal in the policy's currency and kept in minor units. */
export type PolicyKey = (
  | {
      readonly kind: 'whole' | 'number' | 'money';
      readonly from: number;
      readonly to: number;
      readonly mayBeNull?: true;
    }
  | { readonly kind: 'flag' | 'currency' | 'rates' }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
) & {
  /** For the comment beside it and the documentation. */
  readonly says: string;
};

const MOST_MONEY = 1_000_000;
const money = (says: string): PolicyKey => ({ kind: 'money', from: 0, to: MOST_MONEY, says });
const weight = (says: string): PolicyKey => ({ kind: 'number', from: 0.1, to: 1_000, says });
const whole = (from: number, to: number, says: string): PolicyKey => ({ kind: 'whole', from, to, says });
const flag = (says: string): PolicyKey => ({ kind: 'flag', says });

/** Every key of a policy file by its path, in the order in which it is printed. */
export const POLICY_KEYS: Readonly<Record<string, PolicyKey>> = {
  currency: { kind: 'currency', says: 'that all amounts of this file and of the plan are in' },
  rates: { kind: 'rates', says: 'units of the currency for one unit of another' },
  'window.days': whole(0, 14, 'after the planned day of departure on which another flight may leave'),
  'window.earlierMinutes': whole(0, 1_440, 'that it may leave ahead of the planned departure'),
  'window.leadMinutes': whole(0, 1_440, 'from now to its departure, at least'),
  'window.maxLegs': whole(1, 3, 'flights of one way'),
  'window.candidates': whole(1, 60, 'ways that are weighed for each booking'),
  'valueOfTime.none': money('an hour of delay of a passenger without a tier'),
  'valueOfTime.silver': money('an hour of delay'),
  'valueOfTime.gold': money('an hour of delay'),
  'valueOfTime.platinum': money('an hour of delay'),
  'weights.unaccompaniedMinor': weight('times the value of time for a child who travels alone'),
  'weights.reducedMobility': weight('for a party with a wheelchair'),
  'weights.medical': weight('for a party with a medical case'),
  'weights.onwardConnection': weight('for a party that has a connection to make'),
  'cabins.upgrade': flag('a better cabin may be taken, at no charge'),
  'cabins.downgrade': flag('a lower cabin may be taken, at costs.downgrade'),
  'costs.extraConnection': money('a passenger, for each more change of flights'),
  'costs.otherAirport': money('a passenger, for each end at another airport of the city'),
  'costs.downgrade': money('a passenger and flight in a lower cabin'),
  'costs.overnight': money('a passenger and night on the way'),
  'costs.meal': money('a passenger and meal while waiting'),
  'costs.lostService': money('a passenger with assistance, for each more change of flights'),
  'costs.goodwill': money('a passenger who is not moved, beside the refund'),
  'costs.unmovedHours': whole(0, 1_000, 'of delay that a journey counts as which is not made'),
  otherAirports: flag('other airports of the same city will do'),
  compensation: {
    kind: 'choice',
    choices: ['by-cause', 'always', 'never'],
    says: 'owed by law: by-cause leaves it out in extraordinary circumstances',
  },
  refunds: {
    kind: 'choice',
    choices: ['pay', 'offer'],
    says: 'to who cannot be moved: pay at once, or offer and keep what they have until they answer',
  },
  moveDelayedFrom: whole(15, 2_880, 'minutes of delay from which a flight may be left for another'),
  'solver.deadlineSeconds': whole(1, 3_600, 'after which it takes the best that it has'),
  'solver.gap': {
    kind: 'number',
    from: 0,
    to: 0.5,
    says: 'to the proven bound at which it may stop; 0.005 is half a percent',
  },
  'caps.keepFree': whole(0, 100, 'units of each cabin that are left for sale'),
  'caps.perPassenger': {
    kind: 'money',
    from: 0,
    to: MOST_MONEY,
    mayBeNull: true,
    says: 'compensation and care of one passenger, at most; null for no cap',
  },
};

/** Reads what stands under a path of a nested object. */
export function valueAt(holder: object, path: string): unknown {
  let value: unknown = holder;
  for (const name of path.split('.')) value = (value as Readonly<Record<string, unknown>> | undefined)?.[name];
  return value;
}

/** A copy of nested objects with one value replaced. */
export function withValueAt<T extends object>(holder: T, path: string, value: unknown): T {
  const [name = '', ...rest] = path.split('.');
  const inner = (holder as Readonly<Record<string, unknown>>)[name];
  return { ...holder, [name]: rest.length === 0 ? value : withValueAt(inner as object, rest.join('.'), value) };
}
