import type { NotificationItem } from '../../../notification/notification-view.js';
import type { ListView } from '../../parts/list-view.js';
import type { Binding } from '../../place.js';
import type { Stage } from '../../stage.js';
import { Submission } from '../../submission.js';

/** Sends messages again: those that are marked, or the one that is selected. */
export function replayBinding(stage: Stage, list: ListView<NotificationItem>): Binding {
  return { keys: ['t'], label: 'send again', run: () => replay(stage, list) };
}

function replay(stage: Stage, list: ListView<NotificationItem>): void {
  const ids = list.chosen().map(({ notificationId }) => notificationId);
  if (ids.length === 0 || !stage.mayWrite()) return;
  const submission = new Submission();
  const what = ids.length === 1 ? `message ${ids[0]}` : `${ids.length} messages`;
  stage.ask({
    text: `Send ${what} again?`,
    verb: 'Send',
    command: ['notification', 'replay', ...ids],
    run: () =>
      stage.run(async () => {
        await submission.send(ids, async (idempotencyKey) => {
          const { sent, failed, items } = await stage.app.notifications.replay(
            { notificationIds: ids },
            { idempotencyKey },
          );
          const why = items.find(({ lastError }) => lastError !== null)?.lastError;
          list.clearMarks();
          stage.say(
            `${sent} sent, ${failed} failed${failed > 0 && why ? `: ${why}` : ''}.`,
            failed > 0 ? 'red' : 'green',
          );
          stage.refresh();
        });
      }),
  });
}
