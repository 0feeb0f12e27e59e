import type { Itinerary, ItineraryFlight, ItineraryStay } from '../booking/itinerary.js';
import { escapeHtml } from './escape-html.js';
import {
  arrivalInWords,
  cabinInWords,
  dayInWords,
  placeInWords,
  seatInWords,
  statusInWords,
  stayInWords,
  sumsInWords,
  timeInWords,
} from './itinerary-words.js';

/** Markup that is finished: whatever came from outside is escaped in it. */
class Markup {
  constructor(readonly text: string) {}
}

type Part = string | number | Markup | readonly Markup[];

/** The only way to make markup: every value that is put in is escaped, unless it is markup itself. */
function html(strings: TemplateStringsArray, ...values: readonly Part[]): Markup {
  const parts = strings.map((text, at) => text + (at < values.length ? textOf(values[at] as Part) : ''));
  return new Markup(parts.join(''));
}

function textOf(value: Part): string {
  if (value instanceof Markup) return value.text;
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  return value.map(({ text }) => text).join('\n');
}

const STYLE = new Markup(
  [
    ':root{color-scheme:light dark}',
    'body{font:1rem/1.5 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem}',
    'table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}',
    'caption,th,td{text-align:left;padding:.25rem .75rem .25rem 0;vertical-align:top}',
    'caption{font-weight:600}th{font-weight:600}td.sum{text-align:right}',
    'section{border-top:1px solid;padding-top:.5rem}',
  ].join(''),
);

/** An itinerary as one page that needs nothing else: no script, no font, no picture, nothing from the network. */
export function itineraryHtml(itinerary: Itinerary): string {
  const { recordLocator, passengers, flights, stays } = itinerary;
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>Itinerary ${recordLocator}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Itinerary ${recordLocator}</h1>
<p>${statusInWords(itinerary)}</p>
<h2>Passengers</h2>
<ul>
${passengers.map(({ name, type }) => html`<li>${name}${TYPES[type] ?? ''}</li>`)}
</ul>
${flights.length === 0 ? '' : html`<h2>Flights</h2>`}
${flights.map(flightSection)}
${stays.length === 0 ? '' : html`<h2>Hotels</h2>`}
${stays.map(staySection)}
<h2>Price</h2>
<table>
<caption>What is paid and what is due</caption>
${sumsInWords(itinerary).map(([label, sum]) => html`<tr><th scope="row">${label}</th><td class="sum">${sum}</td></tr>`)}
</table>
<p>All times are local times of the place. Written ${timeInWords(itinerary.issuedAt)}.</p>
</main>
</body>
</html>
`;
  return page.text;
}

const TYPES: Readonly<Record<string, string>> = { CHD: ' (child)', INF: ' (infant)' };

function flightSection(flight: ItineraryFlight): Markup {
  const { id, departsAt, arrivesAt, from, to, airline, seats } = flight;
  const number = flight.flight.split('/')[0] ?? '';
  return html`<section aria-labelledby="${id}">
<h3 id="${id}">${number} ${airline}</h3>
<table>
<caption>${dayInWords(departsAt)}, ${cabinInWords(flight)}</caption>
<tr><th scope="row">Departs</th><td><time datetime="${departsAt}">${timeInWords(departsAt)}</time></td><td>${placeInWords(from)}</td></tr>
<tr><th scope="row">Arrives</th><td><time datetime="${arrivesAt}">${arrivalInWords(flight)}</time></td><td>${placeInWords(to)}</td></tr>
${seats.map(({ passenger, seat }) => html`<tr><th scope="row">Seat</th><td>${seatInWords(seat)}</td><td>${passenger}</td></tr>`)}
</table>
</section>`;
}

function staySection(stay: ItineraryStay): Markup {
  const { id, property, city, checkIn, checkOut } = stay;
  return html`<section aria-labelledby="${id}">
<h3 id="${id}">${property}, ${city}</h3>
<table>
<caption>${stayInWords(stay)}</caption>
<tr><th scope="row">Check-in</th><td><time datetime="${checkIn}">${dayInWords(checkIn)}</time></td></tr>
<tr><th scope="row">Check-out</th><td><time datetime="${checkOut}">${dayInWords(checkOut)}</time></td></tr>
</table>
</section>`;
}
