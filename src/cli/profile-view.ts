import { field } from '../present/column.js';
import { maskUrl } from '../settings/connection-url.js';
import type { Profile } from '../settings/profile-store.js';
import type { View } from './output.js';

/** A profile as it may be shown: without its passwords. */
export interface ShownProfile {
  readonly name: string;
  readonly isCurrent: boolean;
  readonly databaseUrl: string;
  readonly redisUrl: string | null;
}

export function shownProfile(name: string, profile: Profile, current: string | undefined): ShownProfile {
  return {
    name,
    isCurrent: name === current,
    databaseUrl: maskUrl(profile.databaseUrl),
    redisUrl: profile.redisUrl === undefined ? null : maskUrl(profile.redisUrl),
  };
}

export const profileView: View<ShownProfile> = {
  columns: [
    field('name', 'Name', 'ref'),
    field('isCurrent', 'Current'),
    field('databaseUrl', 'Database', 'free-text'),
    field('redisUrl', 'Redis', 'free-text'),
  ],
  emptyText: 'No profiles yet. Add one: opsdesk profile add NAME',
};
