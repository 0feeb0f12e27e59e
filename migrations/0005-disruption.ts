import type { Migration } from '../src/database/migration.js';

/** What happens to flights, who is told of it, and the jobs that rebook their passengers. */
export const disruption: Migration = {
  name: '0005-disruption',
  statements: ({ text, int, table }) => [
    // Who is served first when there is not enough for all.
    `alter table customer add column tier ${text} not null default 'none' check (tier in ('none','silver','gold','platinum'))`,
    // A special service that a passenger cannot travel without: UMNR, WCHR, MEDA (the codes of IATA's AIRIMP).
    `alter table passenger add column service ${text} check (service in ('UMNR','WCHR','MEDA'))`,

    // What was said of a flight, in the order in which it was said; the flight itself has only the last state.
    table(
      'flight_event',
      `id ${text} primary key, flight_id ${int} not null references flight,
       kind ${text} not null check (kind in ('cancelled','delayed','diverted','equipment','departed','arrived')),
       cause ${text} not null check (cause in ('weather','airspace','strike','security','technical','crew','commercial','unknown')),
       delay_minutes ${int}, diverted_to ${text}, equipment ${text},
       recorded_at ${int} not null, recorded_by ${text} not null`,
    ),
    'create index flight_event_flight on flight_event (flight_id, recorded_at)',
    'create index flight_event_recorded on flight_event (recorded_at, id)',

    table(
      'flight_subscription',
      `flight_id ${int} not null references flight, customer_id ${text} not null references customer,
       created_at ${int} not null, primary key (flight_id, customer_id)`,
    ),

    // Segments that do not operate and that nobody has answered yet: all that a plan has to look for.
    `create index segment_disrupted on segment (flight_id) where status in ('UN','TK')`,

    // A plan that is being carried out. One job a plan: whoever comes second joins the first.
    table(
      'disruption_job',
      `id ${text} primary key, plan_id ${text} not null, plan_hash ${text} not null unique,
       kind ${text} not null check (kind in ('rebook','rollback')),
       undoes_job ${text} references disruption_job,
       items ${int} not null, policy_hash ${text} not null,
       created_at ${int} not null, created_by ${text} not null, finished_at ${int}`,
    ),
    // What the plan says of each booking, and what became of it: an item is settled in the transaction that carries
    // it out, so that whatever ended a job, what is pending was not done.
    table(
      'disruption_item',
      `job_id ${text} not null references disruption_job, booking_id ${text} not null references booking,
       position ${int} not null, action ${text} not null check (action in ('move','refund','keep','restore')),
       work ${text} not null, version_before ${int} not null,
       status ${text} not null check (status in ('pending','done','skipped','failed')),
       code ${text}, reason ${text}, version_after ${int}, undo ${text}, refund_id ${text},
       applied_at ${int}, applied_by ${text}, primary key (job_id, booking_id)`,
    ),
    "create index disruption_item_pending on disruption_item (job_id, position) where status = 'pending'",
    'create index disruption_item_booking on disruption_item (booking_id)',
  ],
};
