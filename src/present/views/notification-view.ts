import type { MessagePreview } from '../../booking/preview-message.js';
import type { View } from '../../cli/output.js';
import type { AttemptView, NotificationDetail, NotificationItem } from '../../notification/notification-view.js';
import type { ReplayItem, ReplayResult } from '../../notification/replay.js';
import { type Column, field } from '../column.js';
import { formatDetail } from '../detail.js';
import { escapeLines, escapeText } from '../escape-text.js';
import { formatTable } from '../table.js';

export const notificationView: View<NotificationItem> = {
  columns: [
    field('notificationId', 'Notification', 'ref'),
    field('recordLocator', 'Booking'),
    field('template', 'Message'),
    field('status', 'Status'),
    field('attempts', 'Attempts', 'number', { isWide: true }),
    field('lastError', 'Last error', 'free-text'),
    field('channel', 'Channel', 'text', { isWide: true }),
    field('createdAt', 'Queued', 'instant', { isWide: true }),
    field('sentAt', 'Sent', 'instant', { isWide: true }),
    field('quietUntil', 'Waits until', 'instant', { isWide: true }),
  ],
  emptyText: 'No notifications.',
};

const detailColumns: readonly Column<NotificationDetail>[] = [
  field('notificationId', 'Notification', 'ref'),
  field('recordLocator', 'Booking'),
  field('template', 'Message'),
  field('language', 'Language'),
  field('channel', 'Channel'),
  field('messageId', 'Message-ID'),
  field('status', 'Status'),
  field('attempts', 'Attempts', 'number'),
  field('lastError', 'Last error', 'free-text'),
  field('createdAt', 'Queued', 'instant'),
  field('nextAttemptAt', 'Next attempt', 'instant'),
  field('quietUntil', 'Waits, for quiet hours, until', 'instant'),
  field('sentAt', 'Sent', 'instant'),
  field('to', 'To', 'free-text'),
  field('subject', 'Subject', 'free-text'),
];

const attemptColumns: readonly Column<AttemptView>[] = [
  field('attempt', 'Attempt', 'number'),
  field('at', 'At', 'instant'),
  field('by', 'By', 'free-text'),
  field('outcome', 'Outcome'),
  field('error', 'Error', 'free-text'),
];

const digestColumns: readonly Column<NotificationDetail>[] = [
  field('sentWith', 'Sent with'),
  { key: 'carries', header: 'Carries', kind: 'text', value: ({ carries }) => carries.join(', ') },
];

export const notificationDetailView: View<NotificationDetail> = {
  columns: [...detailColumns, ...digestColumns, field('body', 'Text', 'free-text')],
  text: (notification, paint) => {
    const { sentWith, carries, status } = notification;
    const parts = [formatDetail(notification, detailColumns, paint)];
    if (sentWith !== null) parts.push(`${status === 'sent' ? 'Sent' : 'Travels'} with ${sentWith}.`);
    if (carries.length > 0) parts.push(`Its message carries as well: ${carries.join(', ')}`);
    if (notification.attemptLog.length > 0) {
      parts.push(formatTable(notification.attemptLog, attemptColumns, { paint }));
    }
    if (notification.body !== null) parts.push(escapeLines(notification.body.trimEnd()));
    if (notification.isErased) parts.push(paint('dim', 'Its customer was erased: nobody can read it any more.'));
    return parts.join('\n\n');
  },
};

export const replayedView: View<ReplayItem> = {
  columns: [
    field('notificationId', 'Notification', 'ref'),
    field('recordLocator', 'Booking'),
    field('status', 'Status'),
    field('lastError', 'Why', 'free-text'),
    field('quietUntil', 'Waits until', 'instant'),
    field('code', 'Code', 'text', { isWide: true }),
  ],
  emptyText: 'Nothing to replay.',
};

export const replayView: View<ReplayResult> = {
  columns: [
    field('replayed', 'Replayed', 'number'),
    field('sent', 'Sent', 'number'),
    field('waiting', 'Waiting', 'number'),
    field('failed', 'Failed', 'number'),
    field('left', 'Left', 'number'),
  ],
  text: ({ replayed, sent, waiting, failed, left, items }, paint) => {
    if (items.length === 0 && left === 0) return 'Nothing to replay.';
    const columns = replayedView.columns.filter((column) => !column.isWide);
    const more = [waiting > 0 ? `, ${waiting} waiting` : '', left > 0 ? `, ${left} left` : ''].join('');
    const sums = `${replayed} replayed, ${sent} sent, ${failed} failed${more}`;
    return items.length === 0 ? sums : `${formatTable(items, columns, { paint })}\n\n${sums}`;
  },
};

export const messagePreviewView: View<MessagePreview> = {
  columns: [
    field('template', 'Message'),
    field('recordLocator', 'Booking'),
    field('language', 'Language'),
    field('subject', 'Subject', 'free-text'),
    field('text', 'Text', 'free-text'),
    field('html', 'HTML', 'free-text', { isWide: true }),
  ],
  text: ({ subject, text }, paint) =>
    `${paint('bold', `Subject: ${escapeText(subject)}`)}\n\n${escapeLines(text.trimEnd())}`,
};
