import type { View } from '../../cli/output.js';
import { field } from '../column.js';

export interface DemoStep {
  readonly command: string;
  readonly status: number;
  /** Its exit status and its output were what they should be. */
  readonly ok: boolean;
}

export interface DemoResult {
  readonly ok: boolean;
  readonly steps: readonly DemoStep[];
}

export const demoStepView: View<DemoStep> = {
  columns: [field('command', 'Command', 'ref'), field('status', 'Exit', 'number'), field('ok', 'As expected')],
};

export const demoView: View<DemoResult> = {
  columns: [
    field('ok', 'As expected'),
    { key: 'steps', header: 'Steps', kind: 'number', value: ({ steps }) => steps.length },
  ],
  text: ({ ok, steps }, paint) => {
    const failed = steps.filter((step) => !step.ok).map((step) => `  ${step.command} ended with ${step.status}`);
    if (!ok) return [paint('red', 'Not everything went as it should:'), ...failed].join('\n');
    return `${paint('green', '✓')} ${steps.length} commands, all as they should be. The database they worked on is gone.\nGo on: opsdesk --help, or opsdesk db seed to have a world of your own.`;
  },
};
