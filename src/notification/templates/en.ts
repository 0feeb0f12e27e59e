import type { MessageKind } from '../../customer/preferences.js';
import type { TemplateName } from './template.js';

const FLIGHT_LINE =
  '  {{flight}}  {{origin}} {{departsAt}} - {{destination}} {{arrivesAt}}{{#if seats}}, seats {{seats}}{{/if}}';

const PASSENGERS = `Passengers:
{{#each passengers}}
  {{this}}
{{/each}}`;

const FLIGHTS = `{{#each flights}}
${FLIGHT_LINE}
{{/each}}`;

const TRAVEL = `${PASSENGERS}

Flights (local times):
${FLIGHTS}`;

const ITINERARY = `${TRAVEL}

Total: {{total}}
Paid: {{paid}}`;

const BECAUSE = Object.entries({
  weather: 'because of the weather',
  airspace: 'because the airspace is restricted',
  strike: 'because of a strike',
  security: 'for reasons of security',
  technical: 'because of a technical fault',
  crew: 'because it has no crew',
})
  .map(([cause, words]) => `{{#if cause is ${cause}}} ${words}{{/if}}`)
  .join('');

/** What has become of a flight, as the end of a sentence that begins with it. */
const WHAT_BECAME = [
  `{{#if kind is cancelled}}is cancelled${BECAUSE}{{/if}}`,
  '{{#if kind is delayed}}{{#if delayMinutes is 0}}leaves on time after all{{else}}{{#if delayMinutes}}',
  `is delayed by {{delayMinutes}} minutes${BECAUSE}{{/if}}{{/if}}{{/if}}`,
  `{{#if kind is diverted}}is diverted{{#if divertedTo}} to {{divertedTo}}{{/if}}${BECAUSE}{{/if}}`,
  '{{#if kind is equipment}}is flown by another aircraft{{#if equipment}}, {{equipment}}{{/if}}{{/if}}',
  '{{#if kind is departed}}has departed{{/if}}',
  '{{#if kind is arrived}}has arrived{{/if}}',
].join('');

const IN_A_WORD = Object.entries({
  confirmation: 'Confirmed',
  change: 'Changed',
  rebooked: 'Rebooked',
  'refund-offered': 'Cannot be flown',
  cancellation: 'Cancelled',
  cleared: 'Seats are held',
  'payment-request': 'To be paid',
  refund: 'Refunded',
  'flight-cancelled': 'Flight cancelled',
  'flight-status': 'News of a flight',
  'departure-reminder': 'Leaves soon',
} satisfies Record<MessageKind, string>)
  .map(([kind, words]) => `{{#if kind is ${kind}}}${words}{{/if}}`)
  .join('');

const NEWS_OF =
  'News of {{#if bookings is 1}}your booking {{recordLocators}}{{else}}{{bookings}} of your bookings{{/if}}';

function letter(subject: string, text: string): string {
  return `Subject: ${subject}\n\nHello,\n\n${text}\n\nQuote the reference whenever you write to us.\n`;
}

/** The texts that come with the program; a folder of one's own may say otherwise. */
export const ENGLISH: Readonly<Record<TemplateName, string>> = {
  confirmation: letter(
    'Your booking {{recordLocator}} is confirmed',
    `your booking {{recordLocator}} is confirmed.

${ITINERARY}`,
  ),
  change: letter(
    'Your booking {{recordLocator}} has changed',
    `your booking {{recordLocator}} has changed. It now reads:

${ITINERARY}`,
  ),
  rebooked: letter(
    'We have rebooked you: {{recordLocator}}',
    `we could not fly you as booked, and we are sorry. We have taken other seats for you, at no cost.
Your booking {{recordLocator}} now reads:

${ITINERARY}

If they do not suit you, tell us before you travel: you may have your money back instead.`,
  ),
  'refund-offered': letter(
    'We cannot fly you as booked: {{recordLocator}}',
    `we could not fly you as booked and have found no other seats for you, and we are sorry.
Tell us to have your money back for what was not flown, or to look again. Until then you keep what is left:

${ITINERARY}`,
  ),
  cancellation: letter(
    'Your booking {{recordLocator}} is cancelled',
    `your booking {{recordLocator}} for {{passengers}} is cancelled.

{{#if refund}}
We give {{refund}} back to the means of payment that you used.
{{else}}
Nothing is due back to you.
{{/if}}`,
  ),
  cleared: letter(
    'Seats are free for your booking {{recordLocator}}',
    `you are no longer on the waiting list: we hold seats for your booking {{recordLocator}}.
They are yours once it is paid, until {{payBy}} UTC.

${TRAVEL}

To pay: {{total}}`,
  ),
  'payment-request': letter(
    'Please pay {{amount}} for your booking {{recordLocator}}',
    `{{amount}} is due on your booking {{recordLocator}}. Pay it here:

  {{url}}

The page is open until {{payBy}} UTC. We never ask for a card number on the telephone.`,
  ),
  refund: letter(
    'Refund for your booking {{recordLocator}}',
    `we have given {{amount}} back for your booking {{recordLocator}},
to the means of payment that you used.`,
  ),
  'flight-cancelled': letter(
    'Flight {{flight.flight}} is cancelled: your booking {{recordLocator}}',
    `we are sorry: this flight of your booking {{recordLocator}} is cancelled${BECAUSE}.

{{#with flight}}
${FLIGHT_LINE}
{{/with}}

${PASSENGERS}

{{#if outcome is choose}}
You may choose:
  - another flight to where you are going, at no extra cost;
  - or your money back for what you do not fly, to the means of payment that you used.

We look for another flight for you and write again. To choose yourself, answer this message or call us.
If you have to wait for it, ask at the airport for meals and, overnight, for a room.
{{/if}}
{{#if outcome is unpaid}}
You need not pay for this flight. We keep the rest of your booking {{recordLocator}} as agreed.
If you want another flight in its place, answer this message or call us.
{{/if}}
{{#if outcome is over}}
Your booking {{recordLocator}} was for nothing else, and ends with it. You owe us nothing.
{{/if}}
{{#if flights}}

The rest of your booking stands (local times):
${FLIGHTS}
{{/if}}`,
  ),
  'departure-reminder': letter(
    'Flight {{flight.flight}} leaves {{flight.origin}} at {{flight.departsAt}} local time: your booking {{recordLocator}}',
    `your journey with booking {{recordLocator}} begins soon. Be at the airport in good time.

${TRAVEL}`,
  ),
  'flight-status': `Subject: Flight {{flight.flight}} ${WHAT_BECAME}

Hello,

flight {{flight.flight}} ${WHAT_BECAME}. In local times:

{{#with flight}}
${FLIGHT_LINE}
{{/with}}

{{#if recordLocator}}
It is part of your booking {{recordLocator}}. Quote the reference whenever you write to us.
{{else}}
You asked to be told of this flight.
{{/if}}
`,
  // An SMS is its subject: it has to fit.
  digest: `Subject: ${NEWS_OF}{{#if channel is sms}}.{{#each news}} ${IN_A_WORD}: {{recordLocators}}.{{/each}}{{/if}}

Hello,

there is more than one thing to tell you, so you have it in one message:

{{#each messages}}
  {{subject}}
{{/each}}
{{#each messages}}

----------------------------------------
{{subject}}

{{#each lines}}
{{this}}
{{/each}}
{{/each}}
`,
};
