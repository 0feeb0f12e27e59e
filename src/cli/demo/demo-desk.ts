import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Environment } from '../../settings/settings.js';

export interface CommandRun {
  readonly status: number;
  /** What it printed, on stdout alone and on both in their order. */
  readonly stdout: string;
  readonly printed: string;
}

export interface DemoDeskOptions {
  readonly environment: Environment;
  /** The script that this program was started by. */
  readonly launcher: string;
  readonly isColoured: boolean;
  /** Aborted to end the command that runs. */
  readonly signal: AbortSignal;
}

/** Where the demonstration happens: a folder of its own, in which the real program runs. */
export class DemoDesk {
  /** Removed at the end, with the database in it. */
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'opsdesk-demo-'));

  constructor(private readonly options: DemoDeskOptions) {}

  run(argv: readonly string[], extra: Environment = {}): Promise<CommandRun> {
    const { launcher, signal } = this.options;
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [launcher, ...argv], {
        cwd: this.folder,
        env: { ...this.environment(), ...extra },
        stdio: ['ignore', 'pipe', 'pipe'],
        signal,
      });
      let [stdout, printed] = ['', ''];
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text;
        printed += text;
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
      });
      child.on('error', reject).on('close', (status) => resolve({ status: status ?? 1, stdout, printed }));
    });
  }

  remove(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  /** Nothing of the user's own settings reaches the demonstration, and nothing of it their data. */
  private environment(): Environment {
    const own = Object.entries(this.options.environment).filter(([name]) => !/^(OPSDESK_|FORCE_COLOR$)/.test(name));
    return {
      ...Object.fromEntries(own),
      OPSDESK_DATABASE_URL: `sqlite:${path.join(this.folder, 'opsdesk.db')}`,
      OPSDESK_MAIL_FOLDER: path.join(this.folder, 'mail'),
      XDG_CONFIG_HOME: path.join(this.folder, 'config'),
      XDG_DATA_HOME: path.join(this.folder, 'data'),
      XDG_STATE_HOME: path.join(this.folder, 'state'),
      ...(this.options.isColoured ? { FORCE_COLOR: '1' } : { OPSDESK_NO_COLOR: '1' }),
    };
  }
}
