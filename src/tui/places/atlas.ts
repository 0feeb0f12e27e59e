import type { Atlas } from '../console.js';
import type { Destination } from '../parts/palette.js';
import type { Place } from '../place.js';
import type { Stage } from '../stage.js';
import { openAudit, openExport } from './audit.js';
import { openBooking } from './booking.js';
import { openBookings } from './bookings.js';
import { openDisruptions, openJob } from './disruptions.js';
import { openFlight, openFlights } from './flights.js';
import { openHotels } from './hotel.js';
import { openPayment, openPayments, openRefundRecord, openRefunds } from './money.js';
import { openNotification } from './notification.js';
import { openNotifications } from './notifications.js';
import { openPlanFile } from './plan.js';
import { QUEUE_NAMES, QueuesPlace } from './queues.js';
import { openLoadFactor, openSales, openWorker } from './reports.js';
import { openHotelSearch, openPackageSearch, openSearch } from './search.js';

type Opening = readonly [name: string, summary: string, open: (stage: Stage) => Place];

const OPENINGS: readonly Opening[] = [
  ['bookings', 'all of them, the newest first', openBookings],
  ['search flights', 'and book', openSearch],
  ['search hotels', 'and book', openHotelSearch],
  ['search packages', 'flights with a stay, and book', openPackageSearch],
  ['flights', 'what leaves next', openFlights],
  ['hotels', 'with their room grids', openHotels],
  ['queues', 'what needs a person', (stage) => new QueuesPlace(stage)],
  ...QUEUE_NAMES.map((name): Opening => [`queue ${name}`, 'what waits there', (stage) => new QueuesPlace(stage, name)]),
  ['notifications', 'what was sent', (stage) => openNotifications(stage)],
  ['notifications failed', 'what could not be sent', (stage) => openNotifications(stage, 'failed')],
  ['payments', 'and what became of them', openPayments],
  ['refunds', 'what went back', openRefunds],
  ['audit trail', 'who did what', openAudit],
  ['audit export', 'the trail as a file', openExport],
  ['disruptions', 'plans that are carried out', openDisruptions],
  ['disruption plan', 'read the file of one', openPlanFile],
  ['report load factor', 'how full flights and hotels are', (stage) => openLoadFactor(stage)],
  ['report sales', 'what was sold', (stage) => openSales(stage)],
  ['worker', 'what it has before it', openWorker],
];

/** Every place there is, and where each reference leads. */
export const atlas: Atlas = {
  home: openBookings,
  destinations: (stage) =>
    OPENINGS.map(([name, summary, open]): Destination => ({ name, summary, go: () => stage.open(open(stage)) })),
  placeOf: (stage, reference) => {
    switch (reference.kind) {
      case 'booking':
        return openBooking(stage, reference.locator);
      case 'flight':
        return openFlight(stage, reference.flight);
      case 'payment':
        return openPayment(stage, reference.id);
      case 'refund':
        return openRefundRecord(stage, reference.id);
      case 'notification':
        return openNotification(stage, reference.id);
      case 'job':
        return openJob(stage, reference.id);
    }
  },
};
