import { Flags } from '@oclif/core';
import type { Itinerary } from '../../src/booking/itinerary.js';
import { BaseCommand } from '../../src/cli/base-command.js';
import { outFlag } from '../../src/cli/file-flags.js';
import { locatorArg } from '../../src/cli/parse.js';
import { writeOut } from '../../src/cli/write-out.js';
import { itineraryView } from '../../src/present/views/itinerary-view.js';

const FORMATS = ['text', 'html', 'ics'] as const;
type Format = (typeof FORMATS)[number];

export default class BookingItinerary extends BaseCommand {
  static override summary = 'Write the itinerary of a booking: as text, as a web page, or for a calendar.';
  static override description =
    'Times are those of the airports. The web page is one file that needs nothing else. The calendar (RFC 5545) has an event for each flight and each stay; importing a newer one brings them up to date, and one of a cancelled booking takes them away.';
  static override examples = [
    'opsdesk booking itinerary K7QX2M',
    'opsdesk booking itinerary K7QX2M --out K7QX2M.ics',
    'opsdesk booking itinerary K7QX2M --format html --out - > itinerary.html',
  ];
  static override args = { locator: locatorArg({ required: true }) };
  static override flags = {
    format: Flags.option({
      summary: 'text, html or ics; else by the name of --out.',
      helpValue: 'FORMAT',
      options: FORMATS,
    })(),
    ...outFlag,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(BookingItinerary);
    const { bookings } = await this.app();
    const itinerary = await bookings.itinerary(args.locator);
    if (flags.out === undefined && flags.format === undefined) return this.show(itinerary, itineraryView);
    const format = flags.format ?? formatByName(flags.out ?? '');
    await writeOut(flags.out ?? '-', [await render(itinerary, format)], this.terminal);
  }
}

function formatByName(file: string): Format {
  if (/\.html?$/i.test(file)) return 'html';
  return /\.ics$/i.test(file) ? 'ics' : 'text';
}

/** Each format is loaded when it is asked for. */
async function render(itinerary: Itinerary, format: Format): Promise<string> {
  switch (format) {
    case 'text':
      return (await import('../../src/present/itinerary-text.js')).itineraryText(itinerary);
    case 'html':
      return (await import('../../src/present/itinerary-html.js')).itineraryHtml(itinerary);
    case 'ics':
      return (await import('../../src/present/itinerary-ics.js')).itineraryIcs(itinerary);
  }
}
