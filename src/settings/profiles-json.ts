import type { OpsdeskError } from '../kernel/errors.js';
import type { Profile, Profiles } from './profile-store.js';

type Refuse = (problem: string) => OpsdeskError;

/**
 * Profiles as their file has them. What is misspelt in it would leave a desk on another database than the one that was
 * meant, so that nothing unknown is passed over.
 * @param refuse makes the error of a problem, which quotes no value of the file: it may be a password
 * @throws what `refuse` makes
 */
export function readProfilesJson(text: string, refuse: Refuse): Profiles {
  const { current, profiles } = requireObject(parseJson(text, refuse), 'it', ['current', 'profiles'], refuse);
  if (current !== undefined && typeof current !== 'string') throw refuse('"current" is not the name of a profile');
  const entries = Object.entries(requireObject(profiles, '"profiles"', undefined, refuse));
  const known = Object.create(null) as Record<string, Profile>;
  for (const [name, profile] of entries) known[name] = readProfile(profile, `profile "${name}"`, refuse);
  return { ...(current === undefined ? {} : { current }), profiles: known };
}

/** Node's own words for broken JSON quote some of it. */
function parseJson(text: string, refuse: Refuse): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const [position = ''] = / at position \d+/.exec((error as Error).message) ?? [];
    throw refuse(`it is no valid JSON${position}`);
  }
}

function readProfile(value: unknown, what: string, refuse: Refuse): Profile {
  const { databaseUrl, redisUrl } = requireObject(value, what, ['databaseUrl', 'redisUrl'], refuse);
  if (typeof databaseUrl !== 'string' || databaseUrl === '') throw refuse(`${what} has no "databaseUrl"`);
  if (redisUrl !== undefined && typeof redisUrl !== 'string') throw refuse(`"redisUrl" of ${what} is not a text`);
  return { databaseUrl, ...(redisUrl ? { redisUrl } : {}) };
}

function requireObject(
  value: unknown,
  what: string,
  known: readonly string[] | undefined,
  refuse: Refuse,
): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refuse(`${what} is not a JSON object`);
  const unknown = known && Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) throw refuse(`${what} has an unknown key "${unknown}"`);
  return value as Readonly<Record<string, unknown>>;
}
