import { notificationDetailView } from '../../present/views/notification-view.js';
import { TextPlace } from '../parts/text-place.js';
import type { Place } from '../place.js';
import type { Stage } from '../stage.js';

/** A message, and each attempt to send it. */
export function openNotification(stage: Stage, id: string): Place {
  return new TextPlace(stage, {
    title: id,
    command: ['notification', 'show', id],
    read: async () => notificationDetailView.text?.(await stage.app.notifications.show(id), stage.theme.paint) ?? '',
  });
}
