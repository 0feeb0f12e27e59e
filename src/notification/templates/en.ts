import type { FlightLine, FormatMoney, TemplateFields, TemplateSet } from './template.js';

/** `2026-12-01 09:30`, the wall clock at the airport. */
function wallTime(instant: string): string {
  return instant.slice(0, 16).replace('T', ' ');
}

function flightLine({ flight, origin, destination, departsAt, arrivesAt, seats }: FlightLine): string {
  const places = seats.length === 0 ? '' : `, seats ${seats.join(', ')}`;
  return `  ${flight}  ${origin} ${wallTime(departsAt)} - ${destination} ${wallTime(arrivesAt)}${places}`;
}

function itinerary(fields: TemplateFields['confirmation'], format: FormatMoney): string[] {
  return [...travel(fields), '', `Total: ${format(fields.total)}`, `Paid: ${format(fields.paid)}`];
}

function travel({ passengers, flights }: Pick<TemplateFields['confirmation'], 'passengers' | 'flights'>): string[] {
  return [
    'Passengers:',
    ...passengers.map((passenger) => `  ${passenger}`),
    '',
    'Flights (local times):',
    ...flights.map(flightLine),
  ];
}

function letter(...lines: readonly string[]): string {
  return ['Hello,', '', ...lines, '', 'Quote the reference whenever you write to us.', ''].join('\n');
}

export const english: TemplateSet = {
  confirmation: (fields, format) => ({
    subject: `Your booking ${fields.recordLocator} is confirmed`,
    body: letter(`your booking ${fields.recordLocator} is confirmed.`, '', ...itinerary(fields, format)),
  }),
  change: (fields, format) => ({
    subject: `Your booking ${fields.recordLocator} has changed`,
    body: letter(`your booking ${fields.recordLocator} has changed. It now reads:`, '', ...itinerary(fields, format)),
  }),
  cancellation: ({ recordLocator, passengers, refund }, format) => ({
    subject: `Your booking ${recordLocator} is cancelled`,
    body: letter(
      `your booking ${recordLocator} for ${passengers.join(', ')} is cancelled.`,
      '',
      refund ? `We give ${format(refund)} back to the means of payment that you used.` : 'Nothing is due back to you.',
    ),
  }),
  cleared: (fields, format) => ({
    subject: `Seats are free for your booking ${fields.recordLocator}`,
    body: letter(
      `you are no longer on the waiting list: we hold seats for your booking ${fields.recordLocator}.`,
      `They are yours once it is paid, until ${wallTime(fields.payBy)} UTC.`,
      '',
      ...travel(fields),
      '',
      `To pay: ${format(fields.total)}`,
    ),
  }),
  refund: ({ recordLocator, amount }, format) => ({
    subject: `Refund for your booking ${recordLocator}`,
    body: letter(
      `we have given ${format(amount)} back for your booking ${recordLocator},`,
      'to the means of payment that you used.',
    ),
  }),
};
