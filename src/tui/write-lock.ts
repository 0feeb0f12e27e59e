import type { App } from '../app.js';
import { escapeText } from '../present/escape-text.js';
import type { Destination } from './parts/palette.js';
import type { Stage } from './stage.js';

/** On production nothing is written before somebody has typed its name, and nothing after they have locked it again. */
export class WriteLock {
  private isUnlocked = false;

  constructor(
    private readonly app: App,
    private readonly stage: Pick<Stage, 'ask' | 'say'>,
  ) {}

  get state(): 'open' | 'locked' | 'unlocked' {
    if (!this.app.isProduction()) return 'open';
    return this.isUnlocked ? 'unlocked' : 'locked';
  }

  /** Whether writes are open; where they are not, asks for it on the spot. */
  mayWrite(): boolean {
    if (this.state !== 'locked') return true;
    this.stage.say('This is production, and writes are locked.', 'yellow');
    this.unlock();
    return false;
  }

  destinations(): Destination[] {
    switch (this.state) {
      case 'open':
        return [];
      case 'locked':
        return [{ name: 'unlock writes', summary: 'on production', go: () => this.unlock() }];
      case 'unlocked':
        return [{ name: 'lock writes', summary: 'until they are unlocked again', go: () => this.lock() }];
    }
  }

  private unlock(): void {
    const name = this.app.settings.profileName;
    this.stage.ask({
      text: `From here on this console writes to production (${escapeText(name)}).`,
      command: ['console', '--profile', name],
      verb: 'Unlock',
      reference: name,
      run: () => {
        this.isUnlocked = true;
        this.stage.say('Writes are unlocked.', 'yellow');
      },
    });
  }

  private lock(): void {
    this.isUnlocked = false;
    this.stage.say('Writes are locked.', 'yellow');
  }
}
