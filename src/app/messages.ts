import type { Desk } from '../desk.js';
import type { NotificationFilter } from '../notification/notification-view.js';
import type { ReplayInput } from '../notification/replay.js';
import type { WorkerOptions } from '../notification/run-worker.js';
import type { WriteOptions } from '../runtime/request.js';
import type { Settings } from '../settings/settings.js';

/** What customers are sent, and the worker that sends it. */
export const messagesUseCases = (desk: () => Promise<Desk>, settings: Settings) => ({
  notifications: {
    list: async (filter: NotificationFilter) => {
      const { listNotifications } = await import('../notification/notification-view.js');
      return listNotifications((await desk()).session, filter);
    },
    show: async (id: string) => {
      const [{ showNotification }, { formatMoney }] = await Promise.all([
        import('../notification/notification-view.js'),
        import('../present/money.js'),
      ]);
      return showNotification((await desk()).session, id, formatMoney);
    },
    replay: async (input: ReplayInput, options: WriteOptions) => {
      const [{ replayNotifications }, { deliveryOf }] = await Promise.all([
        import('../notification/replay.js'),
        import('../worker.js'),
      ]);
      return replayNotifications(await deliveryOf(await desk(), settings), input, options);
    },
  },

  worker: {
    run: async (options: Omit<WorkerOptions, 'steps'>) => {
      const { runDeskWorker } = await import('../worker.js');
      return runDeskWorker(await desk(), settings, options);
    },
  },
});
