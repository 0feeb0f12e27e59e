import { Args } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { profileView, shownProfile } from '../../src/cli/profile-view.js';
import { maskUrl } from '../../src/settings/connection-url.js';
import { getProfile, readProfiles } from '../../src/settings/profile-store.js';

export default class ProfileShow extends BaseCommand {
  static override summary = 'Show a profile; without a name, what a command would work with now.';
  static override examples = ['opsdesk profile show', 'opsdesk profile show production --json'];
  static override args = { name: Args.string({ description: 'Name of the profile.' }) };

  async run(): Promise<void> {
    const { args } = await this.parse(ProfileShow);
    const profiles = readProfiles(this.terminal.environment);
    if (args.name !== undefined) {
      return this.show(shownProfile(args.name, getProfile(profiles, args.name), profiles.current), profileView);
    }
    const { profileName, databaseUrl, redisUrl } = this.settings();
    await this.show(
      {
        name: profileName,
        isCurrent: profileName === profiles.current,
        databaseUrl: maskUrl(databaseUrl),
        redisUrl: redisUrl === undefined ? null : maskUrl(redisUrl),
      },
      profileView,
    );
  }
}
