import { isOpsdeskError } from '../kernel/errors.js';
import { formatPolicy, parsePolicyText } from '../pricing/cancellation-policy.js';
import type { Complain, PlanFacts } from './hotel-row.js';
import { quoteValue } from './row-problems.js';

/** Of a property of which nothing else is said: free until two days before, half until the day before. */
export const DEFAULT_POLICY = formatPolicy(parsePolicyText('48h=100 24h=50'));
const DEFAULT_PLANS = 'FLEX;SAVER:90:RO:none';

const NAMES: Readonly<Record<string, string>> = { FLEX: 'Flexible', SAVER: 'Saver', BB: 'With breakfast' };
const BOARDS = ['RO', 'BB', 'HB', 'FB', 'AI'];
const MAX_PERCENT = 500;

/** As the database keeps it. */
export function readPolicy(column: 'policy' | 'plans', value: string, complain: Complain): string | undefined {
  if (value === '') return undefined;
  try {
    return formatPolicy(parsePolicyText(value));
  } catch (error) {
    if (!isOpsdeskError(error)) throw error;
    return complain(column, `${quoteValue(value)}: ${error.message}`);
  }
}

/** The plans of a room type that is new, where its row names none. */
export function defaultPlans(): readonly PlanFacts[] {
  return readPlans(DEFAULT_PLANS, () => undefined) ?? [];
}

/**
 * Reads `CODE[:PERCENT[:BOARD[:POLICY]]]` between semicolons: of the night's price, room only, by the policy of
 * the property, unless said otherwise.
 */
export function readPlans(value: string, complain: Complain): readonly PlanFacts[] | undefined {
  if (value === '') return undefined;
  const plans = value
    .split(';')
    .filter((text) => text.trim() !== '')
    .map((text) => readPlan(text.trim(), complain))
    .filter((plan) => plan !== undefined);
  const codes = plans.map(({ code }) => code);
  const twice = codes.find((code, index) => codes.indexOf(code) !== index);
  if (twice !== undefined) complain('plans', `names ${twice} twice`);
  return plans;
}

function readPlan(text: string, complain: Complain): PlanFacts | undefined {
  const [name = '', percent = '', board = '', ...own] = text.split(':').map((part) => part.trim());
  const code = name.toUpperCase();
  if (!/^[A-Z0-9][A-Z0-9-]{0,11}$/.test(code)) {
    return complain('plans', `${quoteValue(text)} begins with no code of letters and digits`);
  }
  if (percent !== '' && !(/^\d{1,3}(\.\d{1,2})?$/.test(percent) && Number(percent) <= MAX_PERCENT)) {
    return complain('plans', `${quoteValue(percent)} is no percentage of the price up to ${MAX_PERCENT}`);
  }
  const meals = board === '' ? 'RO' : board.toUpperCase();
  if (!BOARDS.includes(meals)) return complain('plans', `${quoteValue(board)} is no board: ${BOARDS.join(', ')}`);
  const written = own.join(':');
  const policy = readPolicy('plans', written, complain);
  if (written !== '' && policy === undefined) return undefined;
  return {
    ...{ code, name: NAMES[code] ?? code, board: meals },
    ...(policy === undefined ? {} : { cancellation_policy: policy }),
    price_basis_points: Math.round(Number(percent === '' ? 100 : percent) * 100),
  };
}
