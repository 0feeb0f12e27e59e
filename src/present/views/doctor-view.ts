import type { View } from '../../cli/output.js';
import type { CheckResult, DoctorReport } from '../../report/run-checks.js';
import type { Paint } from '../colour.js';
import { field } from '../column.js';
import { escapeText } from '../escape-text.js';

export const checkView: View<CheckResult> = {
  columns: [
    field('name', 'Check', 'ref'),
    field('violations', 'Violations', 'number'),
    field('warning', 'Warning'),
    field('hint', 'Hint', 'free-text'),
  ],
};

export const doctorView: View<DoctorReport> = {
  columns: [
    field('ok', 'Sound'),
    { key: 'checks', header: 'Checks', kind: 'number', value: ({ checks }) => checks.length },
  ],
  text: ({ checks }, paint) => {
    const broken = checks.filter((check) => check.violations > 0 && !check.warning).length;
    const warnings = checks.filter((check) => check.violations > 0 && check.warning).length;
    const summary = `${checks.length} checks: ${broken} broken, ${plural(warnings, 'warning')}`;
    return [...checks.map((check) => checkLine(check, paint)), '', paint('bold', summary)].join('\n');
  },
};

/** The sign tells how it stands; colour only repeats it. */
function checkLine({ name, violations, warning, hint }: CheckResult, paint: Paint): string {
  if (violations === 0) return `${paint('green', '✓')} ${escapeText(name)}`;
  const sign = warning ? paint('yellow', '!') : paint('red', '✗');
  const count = violations > 1 ? ` (${violations})` : '';
  return `${sign} ${escapeText(name)}${count}${hint === null ? '' : `\n    ${paint('dim', escapeText(hint))}`}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
