/** A worker in a process of its own, for `notifications.ts`: sends what is due when it is told to, and ends. */
import { openDelivery } from '../src/delivery.js';
import { openDesk } from '../src/desk.js';
import { deliverDue } from '../src/notification/deliver.js';
import { WORKER_REQUEST } from '../src/notification/run-worker.js';
import { benchSettings } from './support/settings.js';

const [, , url = '', connections = '', smtpUrl = ''] = process.argv;
const isNull = smtpUrl === '';
const settings = { ...benchSettings(url), mailFrom: 'desk@example.org', smtpUrl: () => smtpUrl };
const desk = await openDesk(settings, { maxConnections: Number(connections) });
const opened = await openDelivery(desk, isNull ? settings : { ...settings, mailChannel: 'smtp' });
const delivery = isNull ? { ...opened, channels: { email: { deliver: async () => {} } } } : opened;

process.send?.('ready');
await new Promise((resolve) => process.once('message', resolve));
let sent = 0;
for (let round = await deliverDue(delivery, WORKER_REQUEST); round.sent > 0; ) {
  sent += round.sent;
  round = await deliverDue(delivery, WORKER_REQUEST);
}
process.send?.({ sent });
opened.close();
await desk.database.close();
process.disconnect();
