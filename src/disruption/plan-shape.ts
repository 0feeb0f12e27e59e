import { COST_KINDS } from './plan.js';

/** What a value of a plan file has to be; a `?` behind a name lets it be left out, a `|null` behind a word lets it be null. */
type Shape = string | readonly [Shape] | { readonly [name: string]: Shape };

const leg: Shape = {
  'segment?': 'text',
  ...{ flight: 'text', origin: 'text', destination: 'text', cabin: 'text', departsAt: 'text', arrivesAt: 'text' },
};
const journey: Shape = {
  ...{ journey: 'whole', origin: 'text', destination: 'text', from: [leg], to: [leg] },
  ...{ arrivedAt: 'text', delayMinutes: 'whole|null' },
};
const item: Shape = {
  ...{ recordLocator: 'text', version: 'whole', passengers: 'whole', infants: 'whole', tier: 'text' },
  ...{ protected: ['text'], action: 'move,refund,keep,restore', journeys: [journey] },
  stays: [{ stay: 'text', action: 'shift,release,flag', checkIn: 'text|null', checkOut: 'text|null', reason: 'text' }],
  ...{ costMinor: 'whole', costs: Object.fromEntries(COST_KINDS.map((kind) => [`${kind}?`, 'whole'])), reason: 'text' },
  alternatives: [{ flights: ['text'], delayMinutes: 'whole', costMinor: 'whole', whyNot: 'text' }],
  'undo?': 'object',
};
const totals = [
  ...['bookings', 'passengers', 'moved', 'refunded', 'kept', 'movedPassengers', 'refundedPassengers'],
  ...['keptPassengers', 'meanDelayMinutes', 'p95DelayMinutes'],
];

/** The whole file; its format and its hash are looked at before. */
export const PLAN_SHAPE: Shape = {
  ...{ format: 'text', planId: 'text', kind: 'rebook,rollback', ofJob: 'text|null', createdAt: 'text', asOf: 'text' },
  scope: { flights: ['text'], since: 'text|null' },
  ...{ policy: 'object', policyHash: 'text', inventory: { digest: 'text', flights: 'object' } },
  solver: {
    ...{ name: 'text', status: 'optimal,deadline,none', objectiveMinor: 'number', boundMinor: 'number' },
    ...{ gap: 'number', candidates: 'whole', groups: 'whole', seconds: 'number' },
  },
  costs: { currency: 'text', total: 'whole', ...Object.fromEntries(COST_KINDS.map((kind) => [kind, 'whole'])) },
  totals: Object.fromEntries(totals.map((name) => [name, 'number'])),
  loads: [{ flight: 'text', cabin: 'text', authorised: 'whole', before: 'whole', after: 'whole' }],
  items: [item],
  hash: 'text',
};

/** @returns where a value is not of a shape, and how, or undefined where it is */
export function findMisshape(value: unknown, shape: Shape, path: string): string | undefined {
  if (typeof shape === 'string') return isOf(value, shape) ? undefined : `${path} is no ${wordOf(shape)}`;
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return `${path} is no list`;
    for (const [at, each] of value.entries()) {
      const wrong = findMisshape(each, (shape as readonly [Shape])[0], `${path}[${at}]`);
      if (wrong) return wrong;
    }
    return undefined;
  }
  if (!isOf(value, 'object')) return `${path} is no object`;
  return findMisshapedField(value as Readonly<Record<string, unknown>>, shape as Readonly<Record<string, Shape>>, path);
}

function findMisshapedField(
  value: Readonly<Record<string, unknown>>,
  shape: Readonly<Record<string, Shape>>,
  path: string,
): string | undefined {
  const at = (name: string) => (path === '' ? name : `${path}.${name}`);
  for (const [name, inner] of Object.entries(shape)) {
    const key = name.replace(/\?$/, '');
    const isThere = Object.hasOwn(value, key);
    if (!isThere && key === name) return `${at(key)} is missing`;
    const wrong = isThere ? findMisshape(value[key], inner, at(key)) : undefined;
    if (wrong) return wrong;
  }
  const unknown = Object.keys(value).find((key) => !Object.hasOwn(shape, key) && !Object.hasOwn(shape, `${key}?`));
  return unknown === undefined ? undefined : `${at(unknown)} is no part of a plan`;
}

function isOf(value: unknown, word: string): boolean {
  if (word.endsWith('|null')) return value === null || isOf(value, word.slice(0, -'|null'.length));
  if (word === 'text') return typeof value === 'string';
  if (word === 'whole') return Number.isSafeInteger(value);
  if (word === 'number') return typeof value === 'number';
  if (word === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return word.split(',').includes(value as string);
}

const wordOf = (word: string) =>
  word.includes(',') ? `one of ${word.split(',').join(', ')}` : word.replace('|null', '');
