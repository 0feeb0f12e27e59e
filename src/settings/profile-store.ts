import fs from 'node:fs';
import path from 'node:path';
import { OpsdeskError } from '../kernel/errors.js';
import { opsdeskFolder } from './folders.js';
import type { Environment } from './settings.js';

export interface Profile {
  readonly databaseUrl?: string;
  readonly redisUrl?: string;
}

export interface Profiles {
  /** The one that `profile use` chose. */
  readonly current?: string;
  readonly profiles: Readonly<Record<string, Profile>>;
}

export function profilesFile(environment: Environment): string {
  return path.join(opsdeskFolder('XDG_CONFIG_HOME', environment), 'profiles.json');
}

/** @throws INVALID_INPUT when the file cannot be read as profiles */
export function readProfiles(environment: Environment): Profiles {
  const file = profilesFile(environment);
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { profiles: {} };
    throw unreadable(file, error);
  }
  try {
    const { current, profiles } = JSON.parse(text) as Partial<Profiles>;
    const known = Object.assign(Object.create(null) as Record<string, Profile>, profiles);
    return { ...(current === undefined ? {} : { current }), profiles: known };
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** Replaces the file in one step: it may hold passwords, so that nobody else may read it, from the first byte. */
export function writeProfiles(environment: Environment, profiles: Profiles): void {
  const file = profilesFile(environment);
  const draft = `${file}.${process.pid}.${Date.now().toString(36)}`;
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    fs.writeFileSync(draft, `${JSON.stringify(profiles, undefined, 2)}\n`, { mode: 0o600, flag: 'wx' });
    fs.renameSync(draft, file);
  } catch (error) {
    fs.rmSync(draft, { force: true });
    throw new OpsdeskError('INVALID_INPUT', `${file} cannot be written: ${(error as Error).message}`, {
      hint: 'Check the folder, or choose another one with XDG_CONFIG_HOME.',
      cause: error,
    });
  }
}

/** @throws PROFILE_NOT_FOUND */
export function getProfile(profiles: Profiles, name: string): Profile {
  const profile = profiles.profiles[name];
  if (profile) return profile;
  throw new OpsdeskError('PROFILE_NOT_FOUND', `there is no profile "${name}"`, {
    hint: 'See them all: opsdesk profile list',
    details: { profile: name, known: Object.keys(profiles.profiles) },
  });
}

function unreadable(file: string, cause: unknown): OpsdeskError {
  return new OpsdeskError('INVALID_INPUT', `${file} cannot be read as profiles: ${(cause as Error).message}`, {
    hint: 'Mend the file, or move it away and add the profiles again.',
    cause,
  });
}
