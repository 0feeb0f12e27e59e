import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Itinerary } from '../../src/booking/itinerary.js';
import { itineraryHtml } from '../../src/present/itinerary-html.js';
import { foldLine, itineraryIcs } from '../../src/present/itinerary-ics.js';
import { itineraryText } from '../../src/present/itinerary-text.js';

const HOSTILE = '</title><script>alert("1")</script>\u001b[31m\u202e\r\nBEGIN:VEVENT,;\\n\'&';
const usd = (amountMinor: number) => ({ amountMinor, currency: 'USD' });

function itinerary(more: Partial<Itinerary> = {}): Itinerary {
  return {
    recordLocator: 'K7QX2M',
    status: 'confirmed',
    version: 3,
    issuedAt: '2026-11-01T12:00:00Z',
    passengers: [
      { id: 'P1', name: 'SMITH/JOHN MR', type: 'ADT', service: null },
      { id: 'P2', name: 'SMITH/BABY', type: 'INF', service: null },
    ],
    flights: [
      {
        id: 'S1',
        flight: 'XX1/2026-12-01',
        airline: 'Example, Air; Lines',
        from: { code: 'LHR', name: 'London Heathrow', city: 'London' },
        to: { code: 'JFK', name: 'Kennedy', city: 'New York' },
        departsAt: '2026-12-01T23:30:00+01:00',
        arrivesAt: '2026-12-02T02:30:00-05:00',
        cabin: 'Y',
        fareClass: 'Y',
        isWaitlisted: false,
        seats: [{ passenger: 'SMITH/JOHN MR', seat: null }],
      },
    ],
    stays: [
      {
        id: 'H1',
        property: 'Grand Hotel',
        city: 'New York',
        roomType: 'Twin',
        rooms: 1,
        guests: 2,
        checkIn: '2026-12-02',
        checkOut: '2026-12-05',
        nights: 3,
      },
    ],
    total: usd(50_000),
    paid: usd(20_000),
    refunded: usd(0),
    balance: usd(30_000),
    payBy: null,
    ...more,
  };
}

const hostile = (): Itinerary => {
  const calm = itinerary();
  const place = { code: 'XXX', name: HOSTILE, city: HOSTILE };
  return {
    ...calm,
    passengers: [{ id: 'P1', name: HOSTILE, type: 'ADT', service: null }],
    flights: calm.flights.map((flight) => ({
      ...flight,
      airline: HOSTILE,
      from: place,
      to: place,
      seats: [{ passenger: HOSTILE, seat: '1A' }],
    })),
    stays: calm.stays.map((stay) => ({ ...stay, property: HOSTILE, city: HOSTILE, roomType: HOSTILE })),
  };
};

/** Control characters and those that turn the direction of reading. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is searched for
const UNSAFE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

/** The content lines of a calendar, unfolded. */
function contentLines(ics: string): string[] {
  expect(ics.endsWith('\r\n')).toBe(true);
  expect(ics.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  return ics.replaceAll('\r\n ', '').trimEnd().split('\r\n');
}

describe('an itinerary as text', () => {
  it('says where, when by the clocks there, and what is due', () => {
    const text = itineraryText(itinerary());
    expect(text).toContain('Tuesday 2026-12-01  XX1 Example, Air; Lines\n  23:30 (UTC+01:00)  London Heathrow (LHR)\n');
    expect(text).toContain('  02:30 +1 (UTC-05:00)  New York Kennedy (JFK)\n');
    expect(text).toContain('  SMITH/BABY (infant)\n');
    expect(text).toContain('  Seat given at check-in: SMITH/JOHN MR\n');
    expect(text).toContain('  3 nights, 1 room (Twin), 2 guests\n');
    expect(text).toContain('Still to pay  300.00 USD\n');
    expect(itineraryText(itinerary({ balance: usd(-100) }))).toContain('Due to you');
    expect(itineraryText(itinerary({ status: 'held', payBy: '2026-11-02T10:00:00Z' }))).toContain(
      'Please pay by Monday 2026-11-02, 10:00 (UTC).',
    );
    expect(itineraryText(itinerary({ status: 'cancelled' }))).toContain('Your booking is cancelled.');
  });

  it('holds nothing that moves a cursor or begins a line of its own', () => {
    const text = itineraryText(hostile());
    expect(text).not.toMatch(UNSAFE);
    expect(text).not.toMatch(/^BEGIN:VEVENT/m);
  });
});

describe('an itinerary as a web page', () => {
  it('needs nothing else, and says its language, its title and what its cells are', () => {
    const page = itineraryHtml(itinerary());
    expect(page).toMatch(/^<!DOCTYPE html>\n<html lang="en">/);
    expect(page).toContain('<title>Itinerary K7QX2M</title>');
    expect(page).toContain('<time datetime="2026-12-01T23:30:00+01:00">');
    expect(page).not.toMatch(/<(script|img|link|iframe|object|embed)|https?:|url\(|\son\w+=/i);
    expect(page.match(/<table>/g)?.length).toBe(page.match(/<caption>/g)?.length);
    for (const tag of ['main', 'table', 'section', 'tr', 'td', 'th', 'li', 'ul', 'h1', 'h2', 'h3', 'caption']) {
      const count = (pattern: RegExp) => page.match(pattern)?.length ?? 0;
      expect([tag, count(new RegExp(`<${tag}[ >]`, 'g'))]).toEqual([tag, count(new RegExp(`</${tag}>`, 'g'))]);
    }
  });

  it('holds no markup that came from outside', () => {
    const [calm, page] = [itineraryHtml(itinerary()), itineraryHtml(hostile())];
    const tags = (text: string) => text.match(/<[^>]*>/g)?.filter((tag) => !/^<\/?li>$/.test(tag));
    expect(tags(page)).toEqual(tags(calm));
    expect(page).not.toMatch(UNSAFE);
    expect(page).toContain('&lt;/title&gt;&lt;script&gt;');
  });
});

describe('an itinerary for a calendar', () => {
  it('has an event for each flight and stay, in UTC and in whole days, with the version as its sequence', () => {
    const lines = contentLines(itineraryIcs(itinerary()));
    expect(lines.slice(0, 5)).toEqual([
      ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//opsdesk//itinerary//EN', 'CALSCALE:GREGORIAN', 'METHOD:PUBLISH'],
    ]);
    expect(lines.filter((line) => line === 'BEGIN:VEVENT')).toHaveLength(2);
    for (const line of [
      ...['UID:K7QX2M-S1@itinerary.opsdesk', 'SEQUENCE:3', 'DTSTART:20261201T223000Z', 'DTEND:20261202T073000Z'],
      ...['UID:K7QX2M-H1@itinerary.opsdesk', 'DTSTART;VALUE=DATE:20261202', 'DTEND;VALUE=DATE:20261205'],
      ...['STATUS:CONFIRMED', 'DTSTAMP:20261101T120000Z', 'SUMMARY:XX1 London (LHR) - New York (JFK)'],
    ]) {
      expect(lines).toContain(line);
    }
    expect(lines.find((line) => line.startsWith('DESCRIPTION:'))).toContain('Example\\, Air\\; Lines');
  });

  it('takes its events away with the booking, and keeps open what is not confirmed', () => {
    const over = contentLines(itineraryIcs(itinerary({ status: 'cancelled', version: 4 })));
    expect(over).toContain('METHOD:CANCEL');
    expect(over.filter((line) => line === 'STATUS:CANCELLED')).toHaveLength(2);
    expect(over).toContain('UID:K7QX2M-S1@itinerary.opsdesk');
    expect(over).toContain('SEQUENCE:4');
    expect(contentLines(itineraryIcs(itinerary({ status: 'held' })))).toContain('STATUS:TENTATIVE');
  });

  it('holds no line that came from outside', () => {
    const names = (ics: string) => contentLines(ics).map((line) => line.replace(/[:;].*$/, ''));
    expect(names(itineraryIcs(hostile()))).toEqual(names(itineraryIcs(itinerary())));
    expect(itineraryIcs(hostile()).replaceAll('\r\n', '')).not.toMatch(UNSAFE);
  });

  it('folds at 75 octets, cuts no character, and reads back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
        const line = text.replaceAll(/[\r\n]/g, '');
        const folded = foldLine(line);
        const lengths = folded.split('\r\n').map((part) => Buffer.byteLength(part));
        expect(Math.max(...lengths)).toBeLessThanOrEqual(75);
        expect(folded.replaceAll('\r\n ', '')).toBe(line);
        expect(Buffer.from(folded).toString('utf8')).toBe(folded);
      }),
    );
  });
});
