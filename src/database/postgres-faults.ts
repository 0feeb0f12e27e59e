import type { DatabaseFault } from './dialect.js';

/** What an error of pg, or a SQLSTATE of the server, means to the runner. */
export function postgresFault(error: unknown): DatabaseFault | undefined {
  const { code, detail, table } = error as { code?: string; detail?: string; table?: string };
  if (code === '40001' || code === '40P01') return { kind: 'retry', isBusy: false };
  if (code === '55P03') return { kind: 'retry', isBusy: true };
  if (code === '23505') {
    return {
      kind: 'unique',
      key: `${table}.${/^Key \(([^)]*)\)/.exec(detail ?? '')?.[1]?.replaceAll(' ', '') ?? ''}`,
    };
  }
  if (code === '3D000') {
    return {
      kind: 'unavailable',
      reason: 'the database does not exist',
      hint: 'Create it with createdb, then run: opsdesk db migrate',
    };
  }
  if (code === '28P01' || code === '28000') {
    return {
      kind: 'unavailable',
      reason: 'the server refused the user or the password',
      hint: 'Check the user and the password in OPSDESK_DATABASE_URL or the profile.',
    };
  }
  if (code === '42501') {
    return {
      kind: 'unavailable',
      reason: 'the database user lacks a privilege',
      hint: 'Ask the database owner to grant it, or connect as the owner.',
    };
  }
  if (isConnectionLoss(error)) {
    return {
      kind: 'unavailable',
      reason: 'the server cannot be reached',
      hint: 'Check that PostgreSQL runs and that the address is right, then try again.',
    };
  }
  return undefined;
}

/** Socket errors, and SQLSTATE classes 08 (connection), 57P (shutdown) and 53300 (too many connections). */
export function isConnectionLoss(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  if (code && /^(08...|57P0[1-3]|53300|ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENOENT)/.test(code))
    return true;
  return /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(
    message ?? '',
  );
}
