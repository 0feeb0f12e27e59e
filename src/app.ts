import { bookingsUseCases } from './app/bookings.js';
import { customersUseCases } from './app/customers.js';
import { disruptionsUseCases } from './app/disruptions.js';
import { inventoryUseCases } from './app/inventory.js';
import { maintenanceUseCases } from './app/maintenance.js';
import { messagesUseCases } from './app/messages.js';
import { moneyUseCases } from './app/money.js';
import { recordsUseCases } from './app/records.js';
import type { Desk, DeskOptions } from './desk.js';
import type { OpsdeskError } from './kernel/errors.js';
import type { Settings } from './settings/settings.js';

export type App = Awaited<ReturnType<typeof createApp>>;

/**
 * The only composition root: settings in, use cases out. Each is imported when it is called, and the
 * database is opened by the first that needs it, so that a command loads nothing that it does not use.
 */
export async function createApp(settings: Settings, options: DeskOptions = {}) {
  let opening: Promise<Desk> | undefined;
  let opened: Desk | undefined;
  const desk = (): Promise<Desk> => {
    opening ??= import('./desk.js').then(async ({ openDesk }) => {
      opened = await openDesk(settings, options);
      return opened;
    });
    return opening;
  };

  return {
    settings,
    ...inventoryUseCases(desk),
    ...bookingsUseCases(desk),
    ...disruptionsUseCases(desk),
    ...customersUseCases(desk),
    ...moneyUseCases(desk),
    ...messagesUseCases(desk, settings),
    ...recordsUseCases(desk),
    ...maintenanceUseCases(desk, settings),

    /** Opens the database now rather than with the first use case. @throws what opening it throws */
    open: async (): Promise<void> => {
      await desk();
    },

    /** Whether the database that is open is marked as production. */
    isProduction: (): boolean => opened?.isProduction ?? false,

    /** Calls back whenever somebody may have written something, where the back end tells. @returns how to stop */
    watchChanges: (onChange: () => void): (() => void) => {
      const stops = [opened?.database.watch(onChange), opened?.cache?.watch(onChange)];
      return () => {
        for (const stop of stops) stop?.();
      };
    },

    /** A driver's error in words for people, or undefined when it is a defect of ours. */
    explain: async (error: unknown): Promise<OpsdeskError | undefined> => {
      if (!opened) return undefined;
      const { asOperatingError } = await import('./database/operating-error.js');
      return asOperatingError(opened.database, error);
    },

    close: async (): Promise<void> => {
      await opening?.catch(() => undefined);
      await opened?.cache?.close();
      await opened?.database.close();
    },
  };
}
