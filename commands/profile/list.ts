import { BaseCommand } from '../../src/cli/base-command.js';
import { profileView, shownProfile } from '../../src/cli/profile-view.js';
import { readProfiles } from '../../src/settings/profile-store.js';

export default class ProfileList extends BaseCommand {
  static override summary = 'List the profiles, with passwords masked.';
  static override examples = ['opsdesk profile list', 'opsdesk profile list --json'];

  async run(): Promise<void> {
    await this.parse(ProfileList);
    const { current, profiles } = readProfiles(this.terminal.environment);
    const items = Object.entries(profiles).map(([name, profile]) => shownProfile(name, profile, current));
    await this.list({ items, nextCursor: null }, profileView);
  }
}
