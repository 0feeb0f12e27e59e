import { type InvariantCheck, invariantCheck } from '../runtime/check.js';

const CAPTURED = `('captured', 'part_refunded', 'refunded')`;
const OPEN_PAYMENT = `('created', 'unknown', 'needs_review')`;
const OPEN_PART = `('pending', 'unknown', 'needs_review')`;

/** The account that a payment came from. */
const MEANS = `case p.gateway when 'voucher' then 'voucher:' || p.source else 'gateway:' || p.gateway end`;

/** The account that stands between: with the means of payment in one currency and the booking in another. */
const MEANS_OR_EXCHANGE = `case when p.charged_currency is null then ${MEANS} else 'exchange' end`;

/**
 * What must have been posted: an operation, the account that it debits, the one that it credits, how much. One between
 * two currencies is there in each of them.
 */
const OPERATIONS = `
  select p.id, coalesce('booking:' || o.booking_id, ${MEANS_OR_EXCHANGE}) as debit, 'booking:' || p.booking_id as credit,
    p.captured_minor + p.moved_minor as amount_minor, p.currency
  from payment p left join payment o on o.id = p.split_from where p.status in ${CAPTURED}
  union all
  select p.id, ${MEANS}, 'exchange', p.charged_minor, p.charged_currency
  from payment p where p.status in ${CAPTURED} and p.charged_currency is not null and p.split_from is null
  union all
  select x.id, 'exchange', ${MEANS}, x.charged_minor, x.charged_currency
  from refund_part x join payment p on p.id = x.payment_id join refund r on r.id = x.refund_id
  where x.status = 'succeeded' and x.charged_minor > 0 and r.voucher_id is null
  union all
  select x.id, 'booking:' || p.booking_id, coalesce('voucher:' || r.voucher_id, ${MEANS_OR_EXCHANGE}), x.amount_minor, p.currency
  from refund_part x join payment p on p.id = x.payment_id join refund r on r.id = x.refund_id where x.status = 'succeeded'
  union all
  select v.id, 'goodwill', 'voucher:' || v.id, v.issued_minor, v.currency from voucher v where v.kind = 'goodwill'
  union all
  select x.id || '_goodwill', 'goodwill', 'booking:' || r.booking_id, x.amount_minor, r.currency
  from refund_part x join refund r on r.id = x.refund_id where x.status = 'succeeded' and r.kind = 'goodwill'
  union all
  select w.id, case when w.amount_minor > 0 then 'write_off' else 'booking:' || w.booking_id end,
    case when w.amount_minor > 0 then 'booking:' || w.booking_id else 'write_off' end, abs(w.amount_minor), w.currency
  from write_off w`;

/** What a booking keeps for good, as \`keptForGood\` tells it. */
const KEPT = "case b.status when 'cancelled' then b.total_minor when 'expired' then 0 else b.fees_minor end";

const ASK_GATEWAY =
  'Compare the payment with the record of the gateway (opsdesk audit list), and have a person settle it.';

/** @param violations a query with one row for each */
function check(name: string, violations: string, hint: string, isWarning = false): InvariantCheck {
  return invariantCheck(name, `(${violations}) v`, hint, isWarning);
}

/** What the sandbox has done is compared by gateway key, and what is still open here is left out. */
export const PAYMENT_CHECKS: readonly InvariantCheck[] = [
  check(
    'refunds-within-captured',
    `select p.id from payment p left join refund_part x on x.payment_id = p.id
     group by p.id, p.captured_minor, p.refunded_minor
     having sum(case when x.status <> 'failed' then x.amount_minor else 0 end) > p.captured_minor
       or sum(case when x.status = 'succeeded' then x.amount_minor else 0 end) <> p.refunded_minor`,
    'A payment was given back more than it took in, or counts other refunds than it has: see opsdesk payment list',
  ),
  check(
    'charged-gives-back-charged',
    `select p.id from payment p left join refund_part x on x.payment_id = p.id and x.status <> 'failed'
     where p.charged_minor is not null
     group by p.id, p.captured_minor, p.charged_minor, p.charged_moved_minor
     having coalesce(sum(x.charged_minor), 0) > p.charged_minor - p.charged_moved_minor
       or p.captured_minor > 0 and sum(x.amount_minor) = p.captured_minor and sum(x.charged_minor) <> p.charged_minor - p.charged_moved_minor
     union all
     select x.id from refund_part x join payment p on p.id = x.payment_id
     where coalesce(x.charged_currency, '') <> coalesce(p.charged_currency, '')
       or (x.charged_currency is null) <> (x.charged_minor is null)`,
    'A payment in another currency was given back more, or other money, than it was charged: see opsdesk payment list',
  ),
  check(
    'refund-parts-add-up',
    `select r.id from refund r left join refund_part x on x.refund_id = r.id where r.status <> 'pending_approval'
     group by r.id, r.amount_minor having coalesce(sum(x.amount_minor), 0) <> r.amount_minor`,
    'A refund is not the sum of its parts: see opsdesk refund list',
  ),
  check(
    'split-payments-add-up',
    `select o.id from payment o left join payment p on p.split_from = o.id
     group by o.id, o.moved_minor, o.charged_moved_minor having coalesce(sum(p.captured_minor + p.moved_minor), 0) <> o.moved_minor
       or coalesce(sum(p.charged_minor), 0) <> o.charged_moved_minor
     union all
     select p.id from payment p left join payment o on o.id = p.split_from
     where p.split_from is not null and (o.id is null or o.gateway <> p.gateway or o.currency <> p.currency
       or coalesce(o.charged_currency, '') <> coalesce(p.charged_currency, '')
       or coalesce(o.gateway_reference, '') <> coalesce(p.gateway_reference, ''))`,
    'What went along with a split booking is not what its payment gave away: see opsdesk audit list',
  ),
  check(
    'operations-posted-once',
    `select o.id from (${OPERATIONS}) o left join posting t on t.operation_id = o.id and t.currency = o.currency
     group by o.id, o.debit, o.credit, o.amount_minor, o.currency
     having count(t.id) <> 2
       or sum(case when t.account = o.debit and t.amount_minor = o.amount_minor and t.currency = o.currency then 1 else 0 end) <> 1
       or sum(case when t.account = o.credit and t.amount_minor = -o.amount_minor and t.currency = o.currency then 1 else 0 end) <> 1`,
    'A capture or a refund is not in the ledger exactly once: see opsdesk audit list',
  ),
  check(
    'postings-have-operations',
    `select t.id from posting t
     left join (${OPERATIONS}) o on o.id = t.operation_id and o.currency = t.currency
     left join booking b on b.id = t.operation_id
     where o.id is null and b.id is null`,
    'The ledger has postings of money that did not move: see opsdesk audit list',
  ),
  check(
    'kept-money-posted',
    `select b.id from booking b left join posting t on t.operation_id = b.id and t.account = 'fees'
     where t.id is not null or (${KEPT}) <> 0
     group by b.id, b.status, b.total_minor, b.fees_minor having coalesce(sum(t.amount_minor), 0) <> -(${KEPT})`,
    'The ledger has other fees of a booking than it was charged: see opsdesk booking history',
  ),
  check(
    'written-off-was-owed',
    `select b.id from booking b join write_off w on w.booking_id = b.id
     group by b.id, b.total_minor having sum(w.amount_minor) < 0 or sum(w.amount_minor) > 0 and sum(w.amount_minor) > b.total_minor
       - (select coalesce(sum(p.captured_minor - p.refunded_minor), 0) from payment p where p.booking_id = b.id)`,
    'More of a booking is written off than it owes: see opsdesk booking history',
  ),
  check(
    'vouchers-add-up',
    `select v.id from voucher v
     left join (select account, sum(amount_minor) as minor from posting where account like 'voucher:%' group by account) t
       on t.account = 'voucher:' || v.id
     left join (select voucher_id, sum(amount_minor) as minor from refund where voucher_id is not null group by voucher_id) r
       on r.voucher_id = v.id
     where coalesce(t.minor, 0) <> -v.balance_minor or v.kind = 'refund' and coalesce(r.minor, 0) <> v.issued_minor`,
    'A voucher has another balance than the ledger, or another value than its refund: see opsdesk voucher show',
  ),
  check(
    'ledger-adds-up',
    'select t.currency from posting t group by t.currency having sum(t.amount_minor) <> 0',
    'The trial balance of a currency is not zero: see opsdesk report ledger',
  ),
  check(
    'journals-add-up',
    'select t.journal_id from posting t group by t.journal_id, t.currency having sum(t.amount_minor) <> 0',
    'A journal does not add up to nothing: correct it by new postings, never by changing these.',
  ),
  check(
    'gateway-charges-captured',
    `select s.gateway_key from sandbox_operation s left join payment p on p.gateway_key = s.gateway_key
     where s.kind = 'charge' and s.outcome = 'succeeded' and (p.id is null or (p.status not in ${OPEN_PAYMENT}
       and (p.status not in ${CAPTURED} or coalesce(p.charged_minor, p.captured_minor + p.moved_minor) <> s.amount_minor
         or coalesce(p.charged_currency, p.currency) <> s.currency)))
     union all
     select s.gateway_key from sandbox_operation s
     left join authorisation a on a.ending = 'capture' and 'capture-' || a.ending_id = s.gateway_key
     left join payment p on p.id = a.payment_id
     where s.kind = 'capture' and s.outcome = 'succeeded' and (p.id is null or (p.status <> 'authorised'
       and (p.status not in ${CAPTURED} or p.captured_minor + p.moved_minor <> s.amount_minor or p.currency <> s.currency)))`,
    `The gateway took money that no payment here accounts for. ${ASK_GATEWAY}`,
  ),
  check(
    'captures-at-gateway',
    `select p.id from payment p left join authorisation a on a.payment_id = p.id and a.ending = 'capture'
     left join sandbox_operation s on s.gateway_key = coalesce('capture-' || a.ending_id, p.gateway_key)
       and s.kind in ('charge', 'capture') and s.outcome = 'succeeded'
     where p.gateway = 'sandbox' and p.split_from is null and p.status in ${CAPTURED} and s.gateway_key is null`,
    `A payment counts as captured that the gateway never took. ${ASK_GATEWAY}`,
  ),
  check(
    'authorisations-at-gateway',
    `select s.gateway_key from sandbox_operation s
     left join sandbox_operation e on e.parent_reference = s.reference and e.outcome = 'succeeded'
     left join payment p on p.gateway_key = s.gateway_key
     where s.kind = 'authorise' and s.outcome = 'succeeded' and e.gateway_key is null
       and (p.id is null or (p.status not in ${OPEN_PAYMENT} and p.status <> 'authorised'
         and not (p.status in ('voided', 'failed') and p.failure = 'expired')))
     union all
     select p.id from payment p left join sandbox_operation s on s.gateway_key = p.gateway_key and s.outcome = 'succeeded'
     where p.gateway = 'sandbox' and p.status = 'authorised' and s.gateway_key is null`,
    `Money is set aside that no payment here accounts for, or counts as set aside and is not. ${ASK_GATEWAY}`,
  ),
  check(
    'gateway-refunds-recorded',
    `select s.gateway_key from sandbox_operation s left join refund_part x on x.gateway_key = s.gateway_key
     where s.kind = 'refund' and s.outcome = 'succeeded' and (x.id is null or (x.status not in ${OPEN_PART}
       and (x.status <> 'succeeded' or coalesce(x.charged_minor, x.amount_minor) <> s.amount_minor
         or coalesce(x.charged_currency, s.currency) <> s.currency)))`,
    `The gateway gave money back that no refund here accounts for. ${ASK_GATEWAY}`,
  ),
  check(
    'refunds-at-gateway',
    `select x.id from refund_part x join payment p on p.id = x.payment_id
     left join sandbox_operation s on s.gateway_key = x.gateway_key and s.kind = 'refund' and s.outcome = 'succeeded'
     where p.gateway = 'sandbox' and x.status = 'succeeded' and coalesce(x.charged_minor, 1) > 0 and s.gateway_key is null
       and not exists (select 1 from refund r where r.id = x.refund_id and r.voucher_id is not null)`,
    `A refund counts as paid that the gateway never gave. ${ASK_GATEWAY}`,
  ),
  check(
    'gateway-refunds-within-charge',
    `select c.gateway_key from sandbox_operation c join sandbox_operation s on s.parent_reference = c.reference
     where s.outcome = 'succeeded' group by c.gateway_key, c.amount_minor having sum(s.amount_minor) > c.amount_minor`,
    `The gateway gave back more than it took. ${ASK_GATEWAY}`,
  ),
  check(
    'operations-half-way',
    `select id from payment where status in ${OPEN_PAYMENT}
     union all select a.payment_id from authorisation a join payment p on p.id = a.payment_id
      where p.status = 'authorised' and a.ending is not null
     union all select id from refund_part where status in ${OPEN_PART}`,
    'Run: opsdesk payment reconcile',
    true,
  ),
];
