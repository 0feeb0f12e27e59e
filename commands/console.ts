import { Flags } from '@oclif/core';
import { BaseCommand } from '../src/cli/base-command.js';
import { completables } from '../src/cli/completion/completable.js';
import { readManifest } from '../src/cli/package-file.js';
import { OpsdeskError } from '../src/kernel/errors.js';
import { THEMES } from '../src/tui/theme.js';

export default class Console extends BaseCommand {
  static override summary = 'Open the console: the whole desk on one screen, by keys alone.';
  static override description =
    'Every place of the desk is a few letters away (:), every key is explained (?), and whatever is done is shown as the command that does the same. It is what opsdesk without a command opens on a terminal.';
  static override examples = [
    'opsdesk',
    { description: 'For screen readers: lines that are only added to', command: 'opsdesk console --plain' },
    { description: 'Keep the keys, for training or a report', command: 'opsdesk console --record keys.ndjson' },
    'opsdesk console --replay keys.ndjson',
  ];
  static override flags = {
    plain: Flags.boolean({ summary: 'One line after the other and no screen, for screen readers.' }),
    theme: Flags.option({
      summary: 'normal, or contrast for tired eyes and bright rooms.',
      helpValue: 'NAME',
      options: THEMES,
      default: 'normal' as const,
    })(),
    record: Flags.string({ summary: 'Write each key to this file, which must not exist.', helpValue: 'FILE' }),
    replay: Flags.string({ summary: 'Play the keys of this file, and then go on.', helpValue: 'FILE' }),
  };

  /** Keys are answered in between. */
  protected override readonly deskOptions = { busyTimeoutMs: 30 };

  async run(): Promise<void> {
    const { flags } = await this.parse(Console);
    const { isInputTerminal, isOutputTerminal, environment } = this.terminal;
    if (!isInputTerminal || !isOutputTerminal) {
      throw new OpsdeskError('INPUT_REQUIRED', 'the console needs a terminal', {
        hint: 'In scripts, use the commands: opsdesk help',
      });
    }
    const signal = this.interruptSignal();
    const [{ openConsole }, app] = await Promise.all([import('../src/tui/open-console.js'), this.app()]);
    const wasInterrupted = await openConsole(app, {
      environment,
      isColourRefused: this.globals.isColourRefused,
      theme: flags.theme,
      commands: () => completables(readManifest(this.config.root)),
      commandFlags: this.globals.profile === undefined ? [] : ['--profile', this.globals.profile],
      isPlain: flags.plain,
      record: flags.record,
      replay: flags.replay,
      signal,
    });
    if (wasInterrupted) this.conclude('INTERRUPTED');
  }
}
