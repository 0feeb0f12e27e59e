import type { Settings } from '../../src/settings/settings.js';

export function benchSettings(databaseUrl: string): Settings {
  return { databaseUrl, profileName: 'bench', operator: 'bench', mailChannel: 'file', mailFolder: '' };
}
