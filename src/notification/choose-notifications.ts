import type { Session } from '../database/dialect.js';
import type { NotificationRow } from '../database/schema.js';
import { statement } from '../database/statement.js';
import type { Instant } from '../kernel/instant.js';

/** What an empty text stands for is not asked about. `error` is a pattern of LIKE in lower case. */
type ChoiceArgs = {
  status: string;
  channel: string;
  template: string;
  locator: string;
  error: string;
  event: string;
  since: Instant;
  until: Instant;
  count: number;
};

/**
 * What was queued because of an event was queued in its transaction, and has its moment: of the same booking, or
 * among the bookings of the flight that it tells of.
 */
const idsByChoice = statement<ChoiceArgs, Pick<NotificationRow, 'id'>>(
  'choose_notifications',
  `select n.id from notification n left join booking b on b.id = n.booking_id
    where n.status = :status and n.created_at >= :since and n.created_at < :until
      and (:channel = '' or n.channel = :channel)
      and (:template = '' or n.template = :template)
      and (:locator = '' or b.record_locator = :locator)
      and (:error = '' or lower(n.last_error) like :error escape '\\')
      and (:event = ''
        or exists (select 1 from outbox o
                    where o.id = :event and o.booking_id = n.booking_id and o.created_at = n.created_at)
        or exists (select 1 from flight_event e
                    where e.id = :event and e.recorded_at = n.created_at
                      and (n.booking_id is null or exists (select 1 from segment g
                            where g.booking_id = n.booking_id and g.flight_id = e.flight_id))))
    order by n.id limit :count`,
);

/** Which notifications are meant; all that is given must hold. */
export interface NotificationChoice {
  readonly status: NotificationRow['status'];
  readonly channel?: string | undefined;
  readonly template?: string | undefined;
  readonly recordLocator?: string | undefined;
  /** Stands somewhere in the last error, in any case. */
  readonly errorText?: string | undefined;
  /** An event of a booking (`evt_…`) or of a flight (`fev_…`) that it was queued because of. */
  readonly eventId?: string | undefined;
  /** Queued at this instant or later. */
  readonly since?: Instant | undefined;
  /** Queued before this instant. */
  readonly until?: Instant | undefined;
}

/** Oldest first, at most so many. */
export async function chooseNotifications(
  session: Session,
  choice: NotificationChoice,
  count: number,
): Promise<string[]> {
  const { status, channel = '', template = '', recordLocator = '', errorText = '', eventId = '' } = choice;
  const pattern = errorText.toLowerCase().replaceAll(/[\\%_]/g, '\\$&');
  const rows = await session.all(idsByChoice, {
    status,
    channel,
    template,
    locator: recordLocator,
    error: pattern && `%${pattern}%`,
    event: eventId,
    since: choice.since ?? 0,
    until: choice.until ?? Number.MAX_SAFE_INTEGER,
    count,
  });
  return rows.map(({ id }) => id);
}
