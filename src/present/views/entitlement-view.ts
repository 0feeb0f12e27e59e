import type { View } from '../../cli/output.js';
import type { EntitlementView, JourneyEntitlement, OwedLine } from '../../disruption/show-entitlement.js';
import type { Entitlement, Step } from '../../entitlement/journey.js';
import type { Paint } from '../colour.js';
import { type Column, field } from '../column.js';
import { escapeText } from '../escape-text.js';
import { formatMoney } from '../money.js';
import { formatTable } from '../table.js';

const stepColumns: readonly Column<Step>[] = [field('step', 'Step'), field('value', 'What holds'), field('rule', 'By')];

const owedColumns: readonly Column<OwedLine>[] = [
  field('journey', 'Journey', 'number'),
  field('regime', 'Law'),
  field('passengerId', 'Passenger', 'ref'),
  field('passenger', 'Name', 'free-text'),
  field('compensation', 'Compensation', 'money'),
  field('setOffAgainst', 'Less what is paid by'),
  field('note', 'Note'),
];

/** One line for each passenger and law. */
export const owedView: View<OwedLine> = { columns: owedColumns, emptyText: 'Nothing is owed.' };

export const entitlementView: View<EntitlementView> = {
  columns: [field('recordLocator', 'Booking', 'ref')],
  text: ({ recordLocator, journeys, owed }, paint) => {
    if (journeys.length === 0) return `The flights of ${recordLocator} go as they were sold: nothing is owed.`;
    const parts = journeys.map((journey) => journeyText(journey, paint));
    if (owed.length > 0) parts.push(formatTable(owed, owedColumns, { paint }));
    return parts.join('\n\n');
  },
};

function journeyText(journey: JourneyEntitlement, paint: Paint): string {
  const { from, to, flights, event } = journey;
  const assumed = event.isAssumed ? ', as if it were so' : '';
  const heading = paint('bold', `Journey ${journey.journey}, ${from} to ${to}: ${flights.join(', ')}${assumed}`);
  const laws = journey.entitlements.map((each) => {
    return `${escapeText(summaryOf(each))}\n${formatTable(each.derivation, stepColumns, { paint })}`;
  });
  const outside = formatTable(
    journey.outside,
    [{ ...stepColumns[0], header: 'Not owed by' } as Column<Step>, ...stepColumns.slice(1)],
    { paint },
  );
  return [heading, ...laws, ...(journey.outside.length > 0 ? [outside] : [])].join('\n\n');
}

function summaryOf({ regime, compensation, refund, care, downgradePercent }: Entitlement): string {
  const parts = [
    compensation.amountMinor > 0 ? `${formatMoney(compensation)} for each passenger` : 'no compensation',
    refund.isDue ? `a refund by ${refund.by}${refund.isAutomatic ? ', unasked' : ' if they want it'}` : 'no refund',
    care.meals ? `meals${care.hotelNights > 0 ? ` and ${care.hotelNights} nights` : ''}` : '',
    downgradePercent > 0 ? `${downgradePercent} % back for the lower cabin` : '',
  ];
  return `${regime}: ${parts.filter((part) => part !== '').join('; ')}`;
}
