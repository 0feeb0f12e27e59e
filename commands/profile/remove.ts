import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { profileView, shownProfile } from '../../src/cli/profile-view.js';
import { removeProfile } from '../../src/settings/edit-profiles.js';

export default class ProfileRemove extends BaseCommand {
  static override summary = 'Remove a profile; its database stays as it is.';
  static override examples = ['opsdesk profile remove training --yes'];
  static override args = { name: Args.string({ required: true, description: 'Name of the profile.' }) };
  static override flags = { yes: Flags.boolean({ char: 'y', summary: 'Do not ask whether to go on.' }) };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ProfileRemove);
    await this.confirm({ ...flags, 'dry-run': false }, `Remove the profile ${args.name}?`);
    const removed = removeProfile(this.terminal.environment, args.name);
    await this.show(shownProfile(args.name, removed, undefined), profileView);
  }
}
