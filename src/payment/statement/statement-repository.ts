import type { Session } from '../../database/dialect.js';
import type { PaymentStatus, RefundPartRow } from '../../database/schema.js';
import { statement } from '../../database/statement.js';
import type { Instant } from '../../kernel/instant.js';
import type { OperationKind } from '../gateways/gateway.js';

/** What our books have of one charge or refund at a gateway. */
export interface BookedOperation {
  readonly kind: OperationKind;
  /** Of the payment or the refund. */
  readonly operationId: string;
  readonly record_locator: string;
  readonly gateway_key: string;
  readonly gateway_reference: string | null;
  readonly status: PaymentStatus | RefundPartRow['status'];
  readonly currency: string;
  /** Minor units that the gateway took or gave, or would have. */
  readonly amountMinor: number;
}

interface Wanted {
  readonly gateway: string;
  readonly references: readonly string[];
  readonly keys: readonly string[];
}

/** By the gateway's ids or by our keys, whatever their state; of a charge that was shared out, all of it as one. */
export async function findBooked(session: Session, wanted: Wanted): Promise<BookedOperation[]> {
  const { gateway } = wanted;
  // `in ()` is no SQL everywhere, and no key of ours is empty.
  const references = [...wanted.references, ''];
  const keys = [...wanted.keys, ''];
  const [charges, refunds] = await Promise.all([
    session.composed((db) =>
      db
        .selectFrom('payment as p')
        .innerJoin('booking as b', 'b.id', 'p.booking_id')
        .select([
          'p.id as operationId',
          'b.record_locator',
          'p.gateway_key',
          'p.gateway_reference',
          'p.status',
          'p.currency',
          'p.amount_minor as amountMinor',
          'p.captured_minor',
          'p.moved_minor',
          'p.charged_minor',
          'p.charged_currency',
        ])
        .where('p.gateway', '=', gateway)
        // What was moved to another booking is a part of the same charge.
        .where('p.split_from', 'is', null)
        .where((eb) => eb.or([eb('p.gateway_reference', 'in', references), eb('p.gateway_key', 'in', keys)])),
    ),
    session.composed((db) =>
      db
        .selectFrom('refund_part as x')
        .innerJoin('payment as p', 'p.id', 'x.payment_id')
        .innerJoin('booking as b', 'b.id', 'p.booking_id')
        .select([
          'x.refund_id as operationId',
          'b.record_locator',
          'x.gateway_key',
          'x.gateway_reference',
          'x.status',
          'p.currency',
          'x.amount_minor as amountMinor',
          'x.charged_minor',
          'x.charged_currency',
        ])
        .where('p.gateway', '=', gateway)
        .where((eb) => eb.or([eb('x.gateway_reference', 'in', references), eb('x.gateway_key', 'in', keys)])),
    ),
  ]);
  return [
    ...charges.map(({ captured_minor: left, moved_minor: moved, ...row }) => {
      const tookMinor = left + moved;
      return {
        kind: 'charge' as const,
        ...inTheirs({ ...row, amountMinor: tookMinor > 0 ? tookMinor : row.amountMinor }),
      };
    }),
    ...refunds.map((row) => ({ kind: 'refund' as const, ...inTheirs(row) })),
  ];
}

/** What a gateway moves of a payment in another currency than its booking's is in that one. */
function inTheirs<T extends { readonly currency: string; readonly amountMinor: number }>({
  charged_minor: chargedMinor,
  charged_currency: chargedCurrency,
  ...row
}: T & { readonly charged_minor: number | null; readonly charged_currency: string | null }) {
  return { ...row, currency: chargedCurrency ?? row.currency, amountMinor: chargedMinor ?? row.amountMinor };
}

interface PageArgs {
  readonly [name: string]: string | number;
  readonly gateway: string;
  readonly since: Instant;
  readonly until: Instant;
  readonly after: string;
  readonly limit: number;
}

type PageRow = Omit<BookedOperation, 'kind'> & { readonly id: string };

/** What was only set aside at first is a charge from its capture on. */
const TAKEN_AT = "case when p.operation = 'authorise' then p.settled_at else p.created_at end";

const charged = statement<PageArgs, PageRow>(
  'statement_charges',
  `select p.id, p.id as "operationId", b.record_locator, p.gateway_key, p.gateway_reference, p.status,
     coalesce(p.charged_currency, p.currency) as currency,
     coalesce(p.charged_minor, p.captured_minor + p.moved_minor) as "amountMinor"
   from payment p join booking b on b.id = p.booking_id
   where p.gateway = :gateway and p.id > :after and p.status in ('captured','part_refunded','refunded')
     and p.split_from is null and ${TAKEN_AT} >= :since and ${TAKEN_AT} < :until
   order by p.id limit :limit`,
);
const refunded = statement<PageArgs, PageRow>(
  'statement_refunds',
  `select x.id, x.refund_id as "operationId", b.record_locator, x.gateway_key, x.gateway_reference, x.status,
     coalesce(x.charged_currency, p.currency) as currency, coalesce(x.charged_minor, x.amount_minor) as "amountMinor"
   from refund_part x join payment p on p.id = x.payment_id join refund r on r.id = x.refund_id
     join booking b on b.id = p.booking_id
   where p.gateway = :gateway and x.id > :after and x.status = 'succeeded'
     and r.voucher_id is null and coalesce(x.charged_minor, x.amount_minor) > 0
     and r.created_at >= :since and r.created_at < :until
   order by x.id limit :limit`,
);

const PAGE = 1_000;

/** What succeeded at a gateway and was begun from `since` on, and before `until`; a page at a time. */
export async function* succeededBetween(
  session: Session,
  period: { readonly gateway: string; readonly since: Instant; readonly until: Instant },
): AsyncGenerator<BookedOperation> {
  for (const [kind, page] of [
    ['charge', charged],
    ['refund', refunded],
  ] as const) {
    let after = '';
    for (;;) {
      const rows = await session.all(page, { ...period, after, limit: PAGE });
      for (const row of rows) yield { ...row, kind };
      after = rows.at(-1)?.id ?? '';
      if (rows.length < PAGE) break;
    }
  }
}
