import { hasCardNumber } from '../kernel/card-number.js';
import { OpsdeskError } from '../kernel/errors.js';
import { getProfile, type Profile, type Profiles, readProfiles, writeProfiles } from './profile-store.js';
import type { Environment } from './settings.js';

export interface AddOptions {
  readonly isUsed: boolean;
  readonly mayReplace: boolean;
}

/** @throws INVALID_INPUT on a name that cannot be one, ALREADY_EXISTS unless it may be replaced */
export function addProfile(environment: Environment, name: string, profile: Profile, options: AddOptions): Profiles {
  if (!/^[a-z0-9][a-z0-9._-]{0,39}$/i.test(name) || hasCardNumber(name)) {
    throw new OpsdeskError('INVALID_INPUT', `"${name}" is not a name for a profile`, {
      hint: 'Use up to 40 letters, digits, dots, dashes and underscores.',
    });
  }
  const before = readProfiles(environment);
  if (before.profiles[name] && !options.mayReplace) {
    throw new OpsdeskError('ALREADY_EXISTS', `there is a profile "${name}" already`, { hint: 'Add --replace.' });
  }
  const after = {
    ...before,
    ...(options.isUsed ? { current: name } : {}),
    profiles: { ...before.profiles, [name]: profile },
  };
  writeProfiles(environment, after);
  return after;
}

/** @throws PROFILE_NOT_FOUND */
export function chooseProfile(environment: Environment, name: string): Profile {
  const profiles = readProfiles(environment);
  const profile = getProfile(profiles, name);
  writeProfiles(environment, { ...profiles, current: name });
  return profile;
}

/** @throws PROFILE_NOT_FOUND */
export function removeProfile(environment: Environment, name: string): Profile {
  const { current, profiles } = readProfiles(environment);
  const removed = getProfile({ profiles }, name);
  const rest = Object.fromEntries(Object.entries(profiles).filter(([other]) => other !== name));
  writeProfiles(environment, { ...(current === undefined || current === name ? {} : { current }), profiles: rest });
  return removed;
}
