import { type Channel, DeliveryError } from './channel.js';

/** Refuses every message for a chosen reason, as a mail server that is down does: for trying things out. */
export function failingChannel(reason = 'the mail server does not answer (OPSDESK_MAIL=failing)'): Channel {
  return {
    deliver: async () => {
      throw new DeliveryError(reason);
    },
  };
}
