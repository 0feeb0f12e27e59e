import { Args } from '@oclif/core';
import { BaseCommand } from '../src/cli/base-command.js';
import { completionScript, SHELLS } from '../src/cli/completion/completion-script.js';
import { readManifest } from '../src/cli/package-file.js';

export default class Completion extends BaseCommand {
  static override summary = 'Print a completion script for a shell.';
  static override description =
    'The script knows every command and flag of this version. Print it again after an upgrade.';
  static override examples = [
    { description: 'bash', command: 'source <(opsdesk completion bash)' },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is zsh that expands it
    { description: 'zsh', command: 'opsdesk completion zsh > "${fpath[1]}/_opsdesk"' },
    { description: 'fish', command: 'opsdesk completion fish > ~/.config/fish/completions/opsdesk.fish' },
  ];
  static override args = {
    shell: Args.string({ required: true, options: [...SHELLS], description: 'Shell to complete in.' }),
  };

  async run(): Promise<void> {
    const { args } = await this.parse(Completion);
    this.output.raw(completionScript(args.shell, readManifest(this.config.root)));
  }
}
