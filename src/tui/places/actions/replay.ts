import type { NotificationItem } from '../../../notification/notification-view.js';
import { escapeText } from '../../../present/escape-text.js';
import { ActionPlace } from '../../parts/action-place.js';
import type { ListView } from '../../parts/list-view.js';
import type { Binding } from '../../place.js';
import type { Stage } from '../../stage.js';
import { REASON } from './reason.js';

/** Sends messages again: those that are marked, or the one that is selected. */
export function replayBinding(stage: Stage, list: ListView<NotificationItem>): Binding {
  return {
    keys: ['t'],
    label: 'send again',
    run: () => {
      const chosen = list.chosen();
      if (chosen.length > 0) openReplay(stage, chosen, () => list.clearMarks());
    },
  };
}

/** A message that was sent already goes out again for a reason only. */
function openReplay(stage: Stage, chosen: readonly NotificationItem[], done: () => void): void {
  const ids = chosen.map(({ notificationId }) => notificationId);
  const isForced = chosen.some(({ status }) => status === 'sent');
  const what = ids.length === 1 ? 'this message' : `these ${ids.length} messages`;
  const wasSent = isForced ? ' Some of it was sent before.' : '';
  stage.open(
    new ActionPlace(stage, {
      title: 'Send again',
      verb: 'Send',
      intro: isForced ? 'It was sent already: say why it goes out once more.' : '',
      fields: [{ ...REASON, isRequired: isForced }],
      command: (value) => [
        ...['notification', 'replay', ...ids],
        ...(isForced ? ['--force'] : []),
        ...(value('reason') === '' ? [] : ['--reason', value('reason')]),
      ],
      tryOut: async () => ({
        text: chosen
          .map(({ notificationId, recordLocator, template, status }) =>
            [notificationId, recordLocator ?? '', template, status].join('  '),
          )
          .join('\n'),
        question: `Send ${what} again?${wasSent}`,
      }),
      carryOut: async (value, { idempotencyKey }) => {
        const reason = value('reason');
        const { sent, failed, items } = await stage.app.notifications.replay(
          { notificationIds: ids, isForced },
          { idempotencyKey, ...(reason === '' ? {} : { reason }) },
        );
        const why = items.find(({ lastError }) => lastError !== null)?.lastError;
        done();
        stage.back();
        const told = `${sent} sent, ${failed} failed${failed > 0 && why ? `: ${escapeText(why)}` : ''}.`;
        stage.say(told, failed > 0 ? 'red' : 'green');
      },
    }),
  );
}
