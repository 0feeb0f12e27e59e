import type { NotificationItem } from '../../../notification/notification-view.js';
import { escapeText } from '../../../present/escape-text.js';
import { ActionPlace } from '../../parts/action-place.js';
import type { ListView } from '../../parts/list-view.js';
import { REASON, reasonOf } from '../../parts/reason.js';
import type { Binding } from '../../place.js';
import type { Stage } from '../../stage.js';
import { Submission } from '../../submission.js';

/** Messages that somebody has chosen: a list, or one that is open. */
export type Chosen = Pick<ListView<NotificationItem>, 'chosen' | 'clearMarks'>;

/** Sends messages again: those that are marked, or the one that is selected. */
export function replayBinding(stage: Stage, list: Chosen): Binding {
  return { keys: ['t'], label: 'send again', run: () => replay(stage, list) };
}

function replay(stage: Stage, list: Chosen): void {
  const chosen = list.chosen();
  const ids = chosen.map(({ notificationId }) => notificationId);
  if (ids.length === 0) return;
  const what = ids.length === 1 ? `message ${ids[0]}` : `${ids.length} messages`;
  const send = async (isForced: boolean, idempotencyKey: string, reason: { readonly reason?: string } = {}) => {
    const options = { idempotencyKey, ...reason };
    const input = { notificationIds: ids, isForced };
    const { sent, waiting, failed, items } = await stage.app.notifications.replay(input, options);
    const why = items.find(({ lastError }) => lastError !== null)?.lastError;
    list.clearMarks();
    const held = waiting > 0 ? `${waiting} waiting for the end of quiet hours, ` : '';
    const told = `${sent} sent, ${held}${failed} failed${failed > 0 && why ? `: ${escapeText(why)}` : ''}.`;
    return { told, tone: failed > 0 ? 'red' : 'green' } as const;
  };
  if (chosen.some(({ status }) => status === 'sent')) {
    stage.open(
      new ActionPlace(stage, {
        title: 'Send again',
        verb: 'Send',
        intro: 'Some of it was sent before: say why it goes out once more.',
        fields: [{ ...REASON, isRequired: true }],
        command: (value) => ['notification', 'replay', ...ids, '--force', '--reason', value('reason')],
        tryOut: async () => ({ text: '', question: `Send ${what} once more?` }),
        carryOut: (value, { idempotencyKey }) => send(true, idempotencyKey, reasonOf(value)),
      }),
    );
    return;
  }
  if (!stage.mayWrite()) return;
  const submission = new Submission();
  stage.ask({
    text: `Send ${what} again?`,
    verb: 'Send',
    command: ['notification', 'replay', ...ids],
    run: () =>
      stage.run(async () => {
        const done = await submission.send(ids, (idempotencyKey) => send(false, idempotencyKey));
        stage.refresh();
        if (done) stage.say(done.told, done.tone);
      }),
  });
}
