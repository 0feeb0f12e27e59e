import type { Atlas } from '../console-options.js';
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

type Opening = readonly [name: string, summary: string, command: string, open: (stage: Stage) => Place];

const OPENINGS: readonly Opening[] = [
  ['bookings', 'all of them, the newest first', 'booking list', openBookings],
  ['search flights', 'and book', 'flight search', openSearch],
  ['search hotels', 'and book', 'hotel search', openHotelSearch],
  ['search packages', 'flights with a stay, and book', 'package search', openPackageSearch],
  ['flights', 'what leaves next', 'flight list', openFlights],
  ['hotels', 'with their room grids', 'hotel list', openHotels],
  ['queues', 'what needs a person', 'queue list', (stage) => new QueuesPlace(stage)],
  ...QUEUE_NAMES.map(
    (name): Opening => [
      `queue ${name}`,
      'what waits there',
      `queue list ${name}`,
      (stage) => new QueuesPlace(stage, name),
    ],
  ),
  ['notifications', 'what was sent', 'notification list', (stage) => openNotifications(stage)],
  [
    'notifications failed',
    'what could not be sent',
    'notification list --status failed',
    (stage) => openNotifications(stage, 'failed'),
  ],
  ['payments', 'and what became of them', 'payment list', openPayments],
  ['refunds', 'what went back', 'refund list', openRefunds],
  ['audit trail', 'who did what', 'audit list', openAudit],
  ['audit export', 'the trail as a file', 'audit export', openExport],
  ['disruptions', 'plans that are carried out', 'disruption status', openDisruptions],
  ['read a plan', 'of a disruption, from its file', 'disruption show', openPlanFile],
  ['report load factor', 'how full flights and hotels are', 'report load-factor', (stage) => openLoadFactor(stage)],
  ['report sales', 'what was sold', 'report sales', (stage) => openSales(stage)],
  ['worker', 'what it has before it', 'worker status', openWorker],
];

/** Every place there is, the command that shows the same, and where each reference leads. */
export const atlas: Atlas = {
  home: openBookings,
  destinations: (stage) =>
    OPENINGS.map(
      ([name, summary, command, open]): Destination => ({
        ...{ name, summary, command },
        go: () => stage.open(open(stage)),
      }),
    ),
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
