import type { Migration } from '../src/database/migration.js';
import { core } from './0001-core.js';
import { fareClasses } from './0002-fare-classes.js';
import { hotels } from './0003-hotels.js';
import { bookingLife } from './0004-booking-life.js';
import { disruption } from './0005-disruption.js';
import { vouchers } from './0006-vouchers.js';
import { paymentLinks } from './0007-payment-links.js';
import { channels } from './0008-channels.js';
import { worker } from './0009-worker.js';
import { authorisations } from './0010-authorisations.js';
import { gatewayInquiries } from './0011-gateway-inquiries.js';
import { exchange } from './0012-exchange.js';
import { whenTold } from './0013-when-told.js';
import { digests } from './0014-digests.js';
import { forAPerson } from './0015-for-a-person.js';

/** In order, forward only. A migration that has landed is never edited: the next one corrects it. */
export const migrations: readonly Migration[] = [
  core,
  fareClasses,
  hotels,
  bookingLife,
  disruption,
  vouchers,
  paymentLinks,
  channels,
  worker,
  authorisations,
  gatewayInquiries,
  exchange,
  whenTold,
  digests,
  forAPerson,
];
