import fs from 'node:fs';
import path from 'node:path';
import { OpsdeskError } from '../kernel/errors.js';
import { opsdeskFolder } from './folders.js';
import { readProfilesJson } from './profiles-json.js';
import type { Environment } from './settings.js';

export interface Profile {
  readonly databaseUrl: string;
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

/** @throws INVALID_INPUT when the file cannot be read as profiles; nothing in it is passed over */
export function readProfiles(environment: Environment): Profiles {
  const file = profilesFile(environment);
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { profiles: Object.create(null) as Profiles['profiles'] };
    throw unreadable(file, message);
  }
  return readProfilesJson(text, (problem) => unreadable(file, problem));
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

function unreadable(file: string, problem: string): OpsdeskError {
  return new OpsdeskError('INVALID_INPUT', `${file} cannot be read as profiles: ${problem}`, {
    hint: 'Mend the file, or move it away and add the profiles again: opsdesk profile add NAME --use',
  });
}
