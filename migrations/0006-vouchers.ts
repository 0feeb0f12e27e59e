import type { Migration } from '../src/database/migration.js';

/** Which of a booking's cents are kept, and why: what a live one was charged for changes, what a cancellation left over. */
const KEPT = `case status when 'cancelled' then total_minor when 'expired' then 0 else fees_minor end`;

/** Two postings of each row of a query that gives journal_id, operation_id, debit, credit, currency, amount_minor, created_at. */
const postBoth = (rows: string) =>
  `insert into posting (id, journal_id, operation_id, account, currency, amount_minor, created_at)
   select j.journal_id || '_1', j.journal_id, j.operation_id, j.debit, j.currency, j.amount_minor, j.created_at from (${rows}) j
   union all
   select j.journal_id || '_2', j.journal_id, j.operation_id, j.credit, j.currency, -j.amount_minor, j.created_at from (${rows}) j`;

/** Vouchers, and the accounts of what is kept and what is given as a present, for what was posted without them. */
export const vouchers: Migration = {
  name: '0006-vouchers',
  statements: ({ text, int, table }) => [
    table(
      'voucher',
      `id ${text} primary key, code_hash ${text} not null unique,
       kind ${text} not null check (kind in ('refund','goodwill')),
       currency ${text} not null, issued_minor ${int} not null check (issued_minor > 0),
       balance_minor ${int} not null, booking_id ${text} references booking,
       expires_at ${int} not null, created_at ${int} not null, created_by ${text} not null,
       check (balance_minor between 0 and issued_minor)`,
    ),
    'create index voucher_booking on voucher (booking_id) where booking_id is not null',
    // What was paid with a voucher has its id where others have a gateway's token.
    "create index payment_voucher on payment (source) where gateway = 'voucher'",
    // Set where a refund became a voucher instead of going back to where the money came from.
    `alter table refund add column voucher_id ${text} references voucher`,
    'create index refund_voucher on refund (voucher_id) where voucher_id is not null',

    postBoth(
      `select 'jrn_' || id || '_v' || version as journal_id, id as operation_id,
         case when (${KEPT}) > 0 then 'booking:' || id else 'fees' end as debit,
         case when (${KEPT}) > 0 then 'fees' else 'booking:' || id end as credit,
         currency, abs(${KEPT}) as amount_minor, updated_at as created_at
       from booking where (${KEPT}) <> 0`,
    ),
    postBoth(
      `select 'jrn_' || x.id || '_goodwill' as journal_id, x.id || '_goodwill' as operation_id,
         'goodwill' as debit, 'booking:' || r.booking_id as credit,
         r.currency, x.amount_minor, coalesce(r.settled_at, r.created_at) as created_at
       from refund_part x join refund r on r.id = x.refund_id
       where r.kind = 'goodwill' and x.status = 'succeeded'`,
    ),
  ],
};
