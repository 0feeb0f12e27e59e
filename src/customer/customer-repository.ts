import type { Session, Transaction } from '../database/dialect.js';
import type { CustomerRow } from '../database/schema.js';
import { insertInto, statement } from '../database/statement.js';
import { requireCursor } from '../kernel/cursor.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { DataSubject } from '../runtime/personal-data.js';

const insert = insertInto<CustomerRow>('customer', [
  'id',
  'version',
  'tier',
  'name',
  'email',
  'phone',
  'language',
  'data_key',
  'created_at',
  'updated_at',
]);
const findById = statement<{ id: string }, CustomerRow>('find_customer', 'select * from customer where id = :id');
const findByEmail = statement<{ email: string }, CustomerRow>(
  'find_customer_by_email',
  `select * from customer where lower(email) = lower(:email) and data_key is not null
    order by created_at, id limit 1`,
);
const lockById = statement<{ id: string }, CustomerRow>(
  'lock_customer',
  (sql) => `select * from customer where id = :id ${sql.forUpdate()}`,
);
const update = statement<
  Pick<CustomerRow, 'id' | 'version' | 'tier' | 'name' | 'email' | 'phone' | 'language' | 'updated_at'>
>(
  'update_customer',
  `update customer set version = :version, tier = :tier, name = :name, email = :email, phone = :phone, language = :language,
     updated_at = :updated_at where id = :id`,
);

function orMissing(id: string, row: CustomerRow | undefined): CustomerRow {
  if (row) return row;
  throw new OpsdeskError('CUSTOMER_NOT_FOUND', `there is no customer ${id}`, { hint: 'See: opsdesk customer list' });
}

export function insertCustomer(tx: Transaction, row: CustomerRow): void {
  tx.later(insert, row);
}

export async function getCustomer(session: Session, id: string): Promise<CustomerRow> {
  return orMissing(id, await session.first(findById, { id }));
}

/** The first customer with this address, in any case; not one who was erased. */
export async function findCustomerByEmail(session: Session, email: string): Promise<CustomerRow | undefined> {
  return session.first(findByEmail, { email });
}

export async function lockCustomer(tx: Transaction, id: string): Promise<CustomerRow> {
  return orMissing(id, await tx.first(lockById, { id }));
}

export function updateCustomer(tx: Transaction, row: CustomerRow): void {
  tx.later(update, row);
}

export function subjectOf(row: Pick<CustomerRow, 'id' | 'data_key'>): DataSubject {
  return { customerId: row.id, dataKey: row.data_key };
}

export interface CustomerFilter {
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Newest first; asks for one more than `limit`, so that the caller sees whether there is more. @throws INVALID_INPUT */
export async function listCustomers(session: Session, filter: CustomerFilter): Promise<CustomerRow[]> {
  const cursor = requireCursor('cus', filter.cursor);
  return session.composed((db) => {
    let query = db
      .selectFrom('customer')
      .selectAll()
      .orderBy('id', 'desc')
      .limit(filter.limit + 1);
    if (cursor !== undefined) query = query.where('id', '<', cursor);
    if (filter.email !== undefined)
      query = query.where((eb) => eb(eb.fn('lower', ['email']), '=', filter.email?.toLowerCase() ?? ''));
    if (filter.name !== undefined)
      query = query.where((eb) => eb(eb.fn('lower', ['name']), 'like', `%${filter.name?.toLowerCase()}%`));
    return query;
  });
}
