import { Args } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { profileView, shownProfile } from '../../src/cli/profile-view.js';
import { chooseProfile } from '../../src/settings/edit-profiles.js';

export default class ProfileUse extends BaseCommand {
  static override summary = 'Work with a profile from now on.';
  static override examples = ['opsdesk profile use training'];
  static override args = { name: Args.string({ required: true, description: 'Name of the profile.' }) };

  async run(): Promise<void> {
    const { args } = await this.parse(ProfileUse);
    const profile = chooseProfile(this.terminal.environment, args.name);
    await this.show(shownProfile(args.name, profile, args.name), profileView);
  }
}
