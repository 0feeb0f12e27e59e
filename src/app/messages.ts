import type { PreviewInput } from '../booking/preview-message.js';
import type { Desk } from '../desk.js';
import type { NotificationFilter } from '../notification/notification-view.js';
import type { ReplayInput, ReplayPace } from '../notification/replay.js';
import type { WriteOptions } from '../runtime/request.js';
import type { Settings } from '../settings/settings.js';
import type { DeskWorkerOptions } from '../worker.js';

async function wordsOf({ templateFolder }: Settings) {
  const [{ openTemplates }, { formatMoney }] = await Promise.all([
    import('../notification/template-folder.js'),
    import('../present/money.js'),
  ]);
  return { templates: await openTemplates(templateFolder), formatMoney };
}

/** What customers are sent, and the worker that sends it. */
export const messagesUseCases = (desk: () => Promise<Desk>, settings: Settings) => ({
  notifications: {
    list: async (filter: NotificationFilter) => {
      const { listNotifications } = await import('../notification/notification-view.js');
      return listNotifications((await desk()).session, filter);
    },
    show: async (id: string) => {
      const [{ showNotification }, words] = await Promise.all([
        import('../notification/notification-view.js'),
        wordsOf(settings),
      ]);
      return showNotification((await desk()).session, id, words);
    },
    preview: async (input: PreviewInput) => {
      const [{ previewMessage }, words] = await Promise.all([
        import('../booking/preview-message.js'),
        wordsOf(settings),
      ]);
      return previewMessage(await desk(), words, input);
    },
    replay: async (input: ReplayInput, options: WriteOptions, pace?: ReplayPace) => {
      const [{ replayNotifications }, { openDelivery }] = await Promise.all([
        import('../notification/replay.js'),
        import('../delivery.js'),
      ]);
      const delivery = await openDelivery(await desk(), settings);
      try {
        return await replayNotifications(delivery, input, options, pace);
      } finally {
        delivery.close();
      }
    },
  },

  worker: {
    run: async (options: DeskWorkerOptions) => {
      const { runDeskWorker } = await import('../worker.js');
      return runDeskWorker(await desk(), settings, options);
    },
    status: async () => {
      const { workerStatus } = await import('../worker/worker-status.js');
      return workerStatus(await desk());
    },
  },
});
