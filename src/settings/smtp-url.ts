import { OpsdeskError } from '../kernel/errors.js';
import { isLoopback } from './loopback.js';

/** A mail server, and how it is spoken to. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (smtps). */
  readonly isSecure: boolean;
  /** Gives up where the server offers no STARTTLS. */
  readonly isTlsRequired: boolean;
  readonly user?: string;
  readonly password?: string;
}

/**
 * Reads `smtp://user:password@host:port?tls=required`. STARTTLS is used wherever the server offers it, and is
 * required with `tls=required`, or with a password that would otherwise cross a network as it stands.
 * @throws INVALID_INPUT; nothing of the address is in the message, for it may hold the password
 */
export function parseSmtpUrl(text: string): SmtpServer {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['smtp:', 'smtps:'].includes(url.protocol) || !url.hostname || !['', '/'].includes(url.pathname)) {
    throw invalid('is not the address of a mail server');
  }
  const tls = url.searchParams.get('tls') ?? undefined;
  if ([...url.searchParams.keys()].some((key) => key !== 'tls') || !['offered', 'required', undefined].includes(tls)) {
    throw invalid('has a parameter other than tls=required or tls=offered');
  }
  const user = decoded(url.username);
  const password = decoded(url.password);
  if ((user === '') !== (password === '')) throw invalid('has a user without a password, or the reverse');
  const isSecure = url.protocol === 'smtps:';
  const isAtRisk = password !== '' && !isLoopback(url.hostname);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (isSecure ? 465 : 587) : Number(url.port),
    isSecure,
    isTlsRequired: !isSecure && (tls === 'required' || (tls === undefined && isAtRisk)),
    ...(user === '' ? {} : { user, password }),
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalid('has a % that is not followed by two hexadecimal digits');
  }
}

function invalid(problem: string): OpsdeskError {
  return new OpsdeskError('INVALID_INPUT', `OPSDESK_SMTP_URL ${problem}`, {
    hint: 'Write it like smtp://user:password@mail.example:587, or smtps:// for TLS from the first byte. In the password write %40 for @.',
  });
}
