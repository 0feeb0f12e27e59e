import type { PlanItem, PlannedLeg } from '../disruption/plan.js';
import type { PlanSummary } from '../disruption/show-plan.js';
import { bar } from './bar.js';
import type { Paint } from './colour.js';
import { formatPairs } from './detail.js';
import { escapeText } from './escape-text.js';
import { formatWallTime } from './instant.js';
import { formatAmount } from './money.js';
import { padText, wrapText } from './text-width.js';

const WIDTH = 78;
const BAR_WIDTH = 24;

/** What a plan does, for whoever decides on it: sums, costs by kind, and how late people are. */
export function planInWords(plan: PlanSummary, paint: Paint): string {
  const { totals, solver } = plan;
  const people = (bookings: number, passengers: number) => `${bookings} bookings, ${passengers} passengers`;
  const head: [string, string][] = [
    ['Plan', plan.kind === 'rollback' ? `${plan.planId}, takes back ${plan.ofJob ?? ''}` : plan.planId],
    ['Made for', formatWallTime(plan.asOf)],
    ['Hit', people(totals.bookings, totals.passengers)],
    [plan.kind === 'rollback' ? 'Taken back' : 'Moved', people(totals.moved, totals.movedPassengers)],
    ['Money back', people(totals.refunded, totals.refundedPassengers)],
    ['Kept', people(totals.kept, totals.keptPassengers)],
    ['Delay', `${inHours(totals.meanDelayMinutes)} on average, 95 % under ${inHours(totals.p95DelayMinutes)}`],
  ];
  if (solver.status !== 'none') {
    head.push([
      'Proven',
      `within ${(solver.gap * 100).toFixed(2)} % of the best choice among ${solver.candidates} ways (${solver.name})`,
    ]);
  }
  const sections = [
    formatPairs(
      head.map(([label, value]) => [label, escapeText(value)]),
      paint,
    ),
  ];
  const costs = plan.costs.map(({ kind, amount }): [string, string] => [kind, formatAmount(amount)]);
  if (costs.length > 1) {
    const wide = Math.max(...costs.map(([, text]) => text.length));
    sections.push(
      `${paint('bold', 'Cost')}\n${formatPairs(
        costs.map(([kind, text]) => [kind, padText(text, wide, 'right')]),
        paint,
      )}`,
    );
  }
  if (plan.kind === 'rebook' && totals.bookings > 0) sections.push(histogram(plan, paint));
  return sections.join('\n\n');
}

function histogram({ delays }: PlanSummary, paint: Paint): string {
  const most = Math.max(...delays.map(({ share }) => share), Number.EPSILON);
  const lines = delays.map(({ what, passengers, share }) => {
    const percent = `${(share * 100).toFixed(1)} %`;
    return `${padText(what, 16)} ${padText(String(passengers), 7, 'right')} ${padText(percent, 7, 'right')}  ${bar(share / most, BAR_WIDTH)}`;
  });
  return `${paint('bold', 'Passengers by delay')}\n${lines.join('\n')}`;
}

/** What a plan says of one booking, and why. */
export function planItemInWords(item: PlanItem, paint: Paint): string {
  const lines = [
    `${paint('bold', item.recordLocator)}  ${escapeText(item.action)}, ${item.passengers} with a seat${item.infants > 0 ? `, ${item.infants} on a lap` : ''}${item.tier === 'none' ? '' : `, ${escapeText(item.tier)}`}${item.protected.length > 0 ? `, ${escapeText(item.protected.join(' '))}` : ''}`,
  ];
  for (const { origin, destination, from, to, delayMinutes } of item.journeys) {
    lines.push(
      '',
      `${escapeText(`${origin} to ${destination}`)}${delayMinutes === null ? '' : `, ${lateness(delayMinutes)}`}`,
    );
    lines.push(...from.map((leg) => legLine('-', leg)), ...to.map((leg) => legLine('+', leg)));
  }
  for (const { stay, action, checkIn, checkOut, reason } of item.stays) {
    const dates = checkIn === null || checkOut === null ? '' : ` ${checkIn} to ${checkOut}`;
    lines.push('', ...wrapText(escapeText(`${stay} ${action}${dates}: ${reason}`), WIDTH));
  }
  lines.push('', ...wrapText(escapeText(item.reason), WIDTH));
  if (item.alternatives.length > 0) lines.push('', paint('bold', 'It did not get'));
  for (const { flights, delayMinutes, whyNot } of item.alternatives) {
    lines.push(
      ...wrapText(escapeText(`${flights.join(' ')}, ${lateness(delayMinutes)}: ${whyNot}`), WIDTH - 2).map(
        (line) => `  ${line}`,
      ),
    );
  }
  return lines.join('\n');
}

function legLine(
  sign: string,
  { segment, flight, origin, destination, cabin, departsAt, arrivesAt }: PlannedLeg,
): string {
  const times = `${formatWallTime(departsAt)} to ${formatWallTime(arrivesAt)}`;
  return escapeText(
    `  ${sign} ${padText(segment ?? '', 4)} ${padText(flight, 18)} ${origin}-${destination} ${cabin}  ${times}`,
  );
}

function lateness(minutes: number): string {
  if (minutes === 0) return 'on time';
  return minutes > 0 ? `${inHours(minutes)} later` : `${inHours(-minutes)} earlier`;
}

/** `4 h 10`, `35 min`. */
export function inHours(minutes: number): string {
  const whole = Math.round(minutes);
  if (whole < 60) return `${whole} min`;
  const rest = whole % 60;
  return rest === 0 ? `${Math.floor(whole / 60)} h` : `${Math.floor(whole / 60)} h ${String(rest).padStart(2, '0')}`;
}
