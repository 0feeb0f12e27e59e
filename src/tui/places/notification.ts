import type { NotificationItem } from '../../notification/notification-view.js';
import { notificationDetailView } from '../../present/views/notification-view.js';
import { TextPlace } from '../parts/text-place.js';
import type { Place } from '../place.js';
import type { Stage } from '../stage.js';
import { replayBinding } from './actions/replay.js';
import { itsBooking } from './its-booking.js';

/** A message, and each attempt to send it. */
export function openNotification(stage: Stage, id: string): Place {
  let shown: NotificationItem | undefined;
  return new TextPlace(stage, {
    title: id,
    command: ['notification', 'show', id],
    read: async () => {
      const detail = await stage.app.notifications.show(id);
      shown = detail;
      return notificationDetailView.text?.(detail, stage.theme.paint) ?? '';
    },
    bindings: () => [
      replayBinding(stage, { chosen: () => (shown ? [shown] : []), clearMarks: () => {} }),
      itsBooking(stage, () => shown?.recordLocator),
    ],
  });
}
