import { notificationView } from '../../present/views/notification-view.js';
import { ListPlace } from '../parts/list-place.js';
import type { Place } from '../place.js';
import type { Stage } from '../stage.js';
import { replayBinding } from './actions/replay.js';
import { itsBooking } from './its-booking.js';
import { openNotification } from './notification.js';

/** What was sent, or could not be: all of it, or what failed. */
export function openNotifications(stage: Stage, status?: 'failed' | 'pending'): Place {
  return new ListPlace(stage, {
    title: status === undefined ? 'Notifications' : `Notifications, ${status}`,
    command: () => ['notification', 'list', ...(status === undefined ? [] : ['--status', status])],
    columns: () => notificationView.columns,
    idOf: ({ notificationId }) => notificationId,
    emptyText: status === undefined ? 'No notifications.' : `No notifications are ${status}.`,
    fetch: ({ limit, cursor }) => stage.app.notifications.list({ limit, cursor, status }),
    open: ({ notificationId }) => stage.open(openNotification(stage, notificationId)),
    bindings: (list) => [
      replayBinding(stage, list),
      { keys: [' '], label: 'mark', run: () => list.toggleMark() },
      itsBooking(stage, () => list.selected?.recordLocator),
      status === 'failed'
        ? { keys: ['a'], label: 'all', run: () => stage.replace(openNotifications(stage)) }
        : { keys: ['f'], label: 'failed only', run: () => stage.replace(openNotifications(stage, 'failed')) },
    ],
  });
}
