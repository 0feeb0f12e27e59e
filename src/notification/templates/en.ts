import type { FlightCause, FlightLine, FormatMoney, TemplateFields, TemplateSet } from './template.js';

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

const CAUSES: Readonly<Record<FlightCause, string>> = {
  weather: ' because of the weather',
  airspace: ' because the airspace is restricted',
  strike: ' because of a strike',
  security: ' for reasons of security',
  technical: ' because of a technical fault',
  crew: ' because it has no crew',
  commercial: '',
  unknown: '',
};

const CHOICE = [
  'You may choose:',
  '  - another flight to where you are going, at no extra cost;',
  '  - or your money back for what you do not fly, to the means of payment that you used.',
  '',
  'We look for another flight for you and write again. To choose yourself, answer this message or call us.',
  'If you have to wait for it, ask at the airport for meals and, overnight, for a room.',
];

function afterCancellation({ outcome, recordLocator }: TemplateFields['flight-cancelled']): readonly string[] {
  switch (outcome) {
    case 'choose':
      return CHOICE;
    case 'unpaid':
      return [
        `You need not pay for this flight. We keep the rest of your booking ${recordLocator} as agreed.`,
        'If you want another flight in its place, answer this message or call us.',
      ];
    case 'over':
      return [`Your booking ${recordLocator} was for nothing else, and ends with it. You owe us nothing.`];
  }
}

/** What has become of a flight, as the end of a sentence that begins with it. */
function whatBecame(fields: TemplateFields['flight-status']): string {
  switch (fields.kind) {
    case 'cancelled':
      return `is cancelled${CAUSES[fields.cause]}`;
    case 'delayed':
      return fields.delayMinutes === 0
        ? 'leaves on time after all'
        : `is delayed by ${fields.delayMinutes} minutes${CAUSES[fields.cause]}`;
    case 'diverted':
      return `is diverted to ${fields.divertedTo}${CAUSES[fields.cause]}`;
    case 'equipment':
      return `is flown by another aircraft, ${fields.equipment}`;
    case 'departed':
      return 'has departed';
    case 'arrived':
      return 'has arrived';
  }
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
  rebooked: (fields, format) => ({
    subject: `We have rebooked you: ${fields.recordLocator}`,
    body: letter(
      'we could not fly you as booked, and we are sorry. We have taken other seats for you, at no cost.',
      `Your booking ${fields.recordLocator} now reads:`,
      '',
      ...itinerary(fields, format),
      '',
      'If they do not suit you, tell us before you travel: you may have your money back instead.',
    ),
  }),
  'refund-offered': (fields, format) => ({
    subject: `We cannot fly you as booked: ${fields.recordLocator}`,
    body: letter(
      'we could not fly you as booked and have found no other seats for you, and we are sorry.',
      'Tell us to have your money back for what was not flown, or to look again. Until then you keep what is left:',
      '',
      ...itinerary(fields, format),
    ),
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
  'flight-cancelled': (fields) => ({
    subject: `Flight ${fields.flight.flight} is cancelled: your booking ${fields.recordLocator}`,
    body: letter(
      `we are sorry: this flight of your booking ${fields.recordLocator} is cancelled${CAUSES[fields.cause]}.`,
      '',
      flightLine(fields.flight),
      '',
      'Passengers:',
      ...fields.passengers.map((passenger) => `  ${passenger}`),
      '',
      ...afterCancellation(fields),
      ...(fields.flights.length === 0
        ? []
        : ['', 'The rest of your booking stands (local times):', ...fields.flights.map(flightLine)]),
    ),
  }),
  'flight-status': (fields) => ({
    subject: `Flight ${fields.flight.flight} ${whatBecame(fields)}`,
    body: [
      'Hello,',
      '',
      `flight ${fields.flight.flight} ${whatBecame(fields)}. In local times:`,
      '',
      flightLine(fields.flight),
      '',
      fields.recordLocator === null
        ? 'You asked to be told of this flight.'
        : `It is part of your booking ${fields.recordLocator}. Quote the reference whenever you write to us.`,
      '',
    ].join('\n'),
  }),
  refund: ({ recordLocator, amount }, format) => ({
    subject: `Refund for your booking ${recordLocator}`,
    body: letter(
      `we have given ${format(amount)} back for your booking ${recordLocator},`,
      'to the means of payment that you used.',
    ),
  }),
};
