import type { Node, Pair, YAMLMap } from 'yaml';
import { minorDigits } from '../catalog/currencies.js';
import { didYouMean } from '../kernel/did-you-mean.js';
import { isOpsdeskError, OpsdeskError } from '../kernel/errors.js';
import { parseDecimal } from '../kernel/money.js';
import { DEFAULT_POLICY, type Policy } from './policy.js';
import { POLICY_KEYS, type PolicyKey, withValueAt } from './policy-keys.js';

/** What is wrong with a value, and what would be right. */
class Wrong extends Error {}

/**
 * Reads a policy file: YAML, of which everything may be left out. What is left out is as in `DEFAULT_POLICY`; the
 * rates are given for one currency, so that they do not outlive a change of it.
 * @param name of the file, for messages
 * @throws POLICY_INVALID with the line and the column of what is wrong
 */
export async function readPolicy(text: string, name: string): Promise<Policy> {
  // Loaded late: most plans are made with the defaults.
  const { isMap, LineCounter, parseDocument } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, schema: 'core', uniqueKeys: true });
  const fail = (offset: number, reason: string): never => {
    const { line, col } = lines.linePos(offset);
    throw new OpsdeskError('POLICY_INVALID', `${name}, line ${line}, column ${col}: ${reason}`, {
      hint: 'See every key with its default: opsdesk disruption plan --print-policy',
      details: { file: name, line, column: col },
    });
  };
  const [error] = document.errors;
  if (error) fail(error.pos[0], firstLineOf(error.message));
  if (document.contents === null) return DEFAULT_POLICY;
  const root = document.contents;
  if (!isMap(root)) return fail(root.range?.[0] ?? 0, 'a policy is keys with values, such as "window:"');
  return applyFile(root as YAMLMap<Node, Node | null>, fail, isMap);
}

type Fail = (offset: number, reason: string) => never;
type IsMap = (node: unknown) => node is YAMLMap<Node, Node | null>;
interface Entry {
  readonly path: string;
  readonly value: unknown;
  readonly offset: number;
}

function applyFile(root: YAMLMap<Node, Node | null>, fail: Fail, isMap: unknown): Policy {
  const entries = [...listEntries(root, '', fail, isMap as IsMap)];
  const read = (entry: Entry, currency: string): unknown => {
    try {
      return readValue(POLICY_KEYS[entry.path] as PolicyKey, entry.value, currency);
    } catch (error) {
      if (error instanceof Wrong || isOpsdeskError(error)) return fail(entry.offset, `${entry.path} ${error.message}`);
      throw error;
    }
  };
  const given = entries.find(({ path }) => path === 'currency');
  const currency = given ? (read(given, '') as string) : DEFAULT_POLICY.currency;
  let policy: Policy =
    currency === DEFAULT_POLICY.currency ? DEFAULT_POLICY : { ...DEFAULT_POLICY, currency, rates: {} };
  for (const entry of entries) policy = withValueAt(policy, entry.path, read(entry, currency));
  return policy;
}

function* listEntries(map: YAMLMap<Node, Node | null>, above: string, fail: Fail, isMap: IsMap): Generator<Entry> {
  for (const { key, value } of map.items as Pair<Node, Node | null>[]) {
    const keyOffset = key.range?.[0] ?? 0;
    const path = above + String(key.toJSON());
    const offset = value?.range?.[0] ?? keyOffset;
    if (Object.hasOwn(POLICY_KEYS, path)) yield { path, value: value?.toJSON() ?? null, offset };
    else if (!isSection(path)) fail(keyOffset, unknownKey(path, above));
    else if (isMap(value)) yield* listEntries(value, `${path}.`, fail, isMap);
    else fail(offset, `${path} holds keys of its own, such as "${nestedIn(path)[0]}:"`);
  }
}

const nestedIn = (section: string) =>
  Object.keys(POLICY_KEYS).flatMap((path) => (path.startsWith(`${section}.`) ? [path.slice(section.length + 1)] : []));
const isSection = (path: string) => nestedIn(path).length > 0;

function unknownKey(path: string, above: string): string {
  const known = Object.keys(POLICY_KEYS).flatMap((each) =>
    each.startsWith(above) ? [each.slice(above.length).split('.')[0] ?? ''] : [],
  );
  const meant = didYouMean(path.slice(above.length), [...new Set(known)]);
  return `there is no key "${path}"${meant === undefined ? '' : `: did you mean "${above}${meant}"?`}`;
}

function readValue(key: PolicyKey, value: unknown, currency: string): unknown {
  switch (key.kind) {
    case 'flag':
      if (typeof value === 'boolean') return value;
      throw new Wrong(`is true or false, not ${told(value)}`);
    case 'choice':
      if (key.choices.includes(value as string)) return value;
      throw new Wrong(`is one of ${key.choices.join(', ')}, not ${told(value)}`);
    case 'currency':
      if (typeof value !== 'string') throw new Wrong(`is three capital letters such as USD, not ${told(value)}`);
      minorDigits(value);
      return value;
    case 'rates':
      return readRates(value, currency);
    default:
      return readNumber(key, value, currency);
  }
}

type NumberKey = Extract<PolicyKey, { readonly from: number }>;

function readNumber(key: NumberKey, value: unknown, currency: string): number | null {
  if (value === null && key.mayBeNull) return null;
  const range = `from ${key.from} to ${key.to}`;
  const what = { whole: 'a whole number', number: 'a number', money: `an amount in ${currency}` }[key.kind];
  const isNumber = typeof value === 'number' && Number.isFinite(value);
  if (!isNumber || (key.kind === 'whole' && !Number.isInteger(value)) || value < key.from || value > key.to) {
    throw new Wrong(`is ${what} ${range}, not ${told(value)}`);
  }
  return key.kind === 'money' ? parseDecimal(String(value), minorDigits(currency)) : value;
}

const HIGHEST_RATE = 1_000_000;

function readRates(value: unknown, currency: string): Readonly<Record<string, number>> {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isMap) throw new Wrong(`holds currencies with their rates, such as "EUR: 1.1", not ${told(value)}`);
  for (const [code, rate] of Object.entries(value)) {
    minorDigits(code);
    if (code === currency) throw new Wrong(`names ${code}, which is the currency itself`);
    if (typeof rate !== 'number' || !(rate > 0 && rate <= HIGHEST_RATE)) {
      throw new Wrong(`gives ${code} at ${told(rate)}, which is no number above 0`);
    }
  }
  return { ...value } as Readonly<Record<string, number>>;
}

function told(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}

const firstLineOf = (text: string) => (text.split('\n')[0] ?? text).replace(/ at line \d+, column \d+:?$/, '');
