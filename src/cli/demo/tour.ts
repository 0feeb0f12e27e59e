import type { Environment } from '../../settings/settings.js';
import { EXIT_CODES } from '../exit-codes.js';
import type { CommandRun } from './demo-desk.js';

/** One command of the tour. */
export interface Stop {
  /** What it shows, in a sentence. */
  readonly title: string;
  readonly argv: readonly string[];
  readonly environment?: Environment;
  /** The exit status that it should have; 0 unless said. */
  readonly status?: number;
  /** What its output must say. */
  readonly expects?: RegExp;
}

/** How the tour is walked: a stop is shown to the reader, a look is for the tour alone. */
export interface Guide {
  stop(stop: Stop): Promise<CommandRun>;
  look(argv: readonly string[], environment?: Environment): Promise<unknown>;
}

interface Flight {
  readonly flight: string;
  readonly origin: string;
  readonly destination: string;
}

interface Booking {
  readonly recordLocator: string;
  readonly segments: readonly { readonly cabin: string; readonly seats: readonly { readonly seat: string }[] }[];
}

const MAIL_FAILS = { OPSDESK_MAIL: 'failing' };
/** A message is given up after its fifth attempt; the worker makes the first. */
const FAILING_REPLAYS = 4;

/** The life of a booking and what surrounds it, by real commands. */
export async function walkTour(guide: Guide): Promise<void> {
  await guide.stop({
    title: 'A small world: two days of flights, with bookings on them',
    argv: ['db', 'seed', '--scenario', 'hub', '--seed', '1', '--size', 'small'],
  });
  // What the made-up bookings still have to say goes out first, so that the failing mail below is ours alone.
  await guide.look(['worker', 'run', '--once', '--json']);
  await guide.stop({ title: 'What flies next', argv: ['flight', 'list', '--limit', '5'] });
  const flight = await nextFlight(guide);
  const [ref, day] = [
    flight.flight,
    flight.flight.slice(flight.flight.indexOf('/') + 1, flight.flight.indexOf('/') + 11),
  ];
  await guide.stop({
    title: 'Search: the cheapest open fare of each cabin',
    argv: ['flight', 'search', flight.origin, flight.destination, '--depart', day],
    expects: new RegExp(ref),
  });
  await guide.stop({
    title: 'Book any seat: it is held for half an hour',
    argv: ['booking', 'create', '--flight', ref, '--passenger', 'SMITH/JOHN MR', '--email', 'john@example.com'],
    expects: /held/,
  });
  const booking = await newestBooking(guide);
  await sellTheBooking(guide, ref, booking);
  await loseTheMail(guide, booking.recordLocator);
  await closeTheBooks(guide);
}

async function sellTheBooking(guide: Guide, ref: string, { recordLocator, segments }: Booking): Promise<void> {
  const seat = segments[0]?.seats[0]?.seat ?? '';
  await guide.stop({
    title: 'A seat is never sold twice: the same one again is refused, with the nearest free ones',
    argv: ['booking', 'create', '--flight', ref, '--passenger', 'DOE/ANN MS', '--seat', seat],
    status: EXIT_CODES.conflict,
    expects: /SEAT_TAKEN[\s\S]*nearest free seats/,
  });
  await guide.stop({
    title: 'Pay and confirm, with a card of the sandbox gateway',
    argv: ['booking', 'confirm', recordLocator, '--pay', 'sandbox:tok_ok'],
    expects: /confirmed/,
  });
  const other = await freeSeat(guide, ref, segments[0]?.cabin ?? '');
  await guide.stop({
    title: 'Change the seat',
    argv: ['booking', 'modify', recordLocator, '--seat', other, '--yes'],
    expects: new RegExp(`Takes +seat ${other}`),
  });
}

async function loseTheMail(guide: Guide, recordLocator: string): Promise<void> {
  await guide.stop({
    title: 'The worker sends the messages, while the mail server is down',
    argv: ['worker', 'run', '--once'],
    environment: MAIL_FAILS,
  });
  for (let attempt = 1; attempt < FAILING_REPLAYS; attempt += 1) {
    await guide.look(['notification', 'replay', '--status', 'pending', '--json'], MAIL_FAILS);
  }
  await guide.stop({
    title: 'After the last of five attempts a message waits for a person',
    argv: ['notification', 'replay', '--status', 'pending'],
    environment: MAIL_FAILS,
    status: EXIT_CODES.partial,
    expects: /failed/,
  });
  await guide.stop({
    title: 'The mail server is back: replay what failed, with what the made-up bookings left behind',
    argv: ['notification', 'replay', '--status', 'failed'],
    expects: /sent/,
  });
  await guide.stop({
    title: 'Cancel, and refund what the fare gives back',
    argv: ['booking', 'cancel', recordLocator, '--confirm', recordLocator, '--reason', 'customer is ill'],
    expects: /Refund +.*succeeded/,
  });
  await guide.stop({ title: 'Who did what', argv: ['booking', 'history', recordLocator], expects: /customer is ill/ });
}

async function closeTheBooks(guide: Guide): Promise<void> {
  await guide.stop({ title: 'Export the audit trail', argv: ['audit', 'export', '--out', 'trail.ndjson'] });
  await guide.stop({
    title: 'Verify the export: every entry is chained to the one before it',
    argv: ['audit', 'verify', '--from', 'trail.ndjson'],
  });
  await guide.stop({ title: 'Look whether everything still adds up', argv: ['doctor'] });
}

async function nextFlight(guide: Guide): Promise<Flight> {
  const page = (await guide.look(['flight', 'list', '--limit', '1', '--json'])) as { items: Flight[] };
  if (page.items[0]) return page.items[0];
  throw new Error('the demonstration has no flights');
}

async function newestBooking(guide: Guide): Promise<Booking> {
  const page = (await guide.look(['booking', 'list', '--limit', '1', '--json'])) as { items: Booking[] };
  return (await guide.look(['booking', 'show', page.items[0]?.recordLocator ?? '', '--json'])) as Booking;
}

async function freeSeat(guide: Guide, ref: string, cabin: string): Promise<string> {
  const map = (await guide.look(['flight', 'seats', ref, '--json'])) as {
    seats: { seat: string; cabin: string; status: string }[];
  };
  return map.seats.findLast((seat) => seat.cabin === cabin && seat.status === 'open' && seat.seat)?.seat ?? '';
}
