import { OpsdeskError } from '../kernel/errors.js';
import type { Instant } from '../kernel/instant.js';
import {
  type Gateway,
  GatewayError,
  type GatewayEvent,
  type GatewayEvents,
  type HttpHeaders,
} from './gateways/gateway.js';
import { knownGateway } from './gateways/open-gateway.js';

/** What a gateway sent, as it came. */
export interface GatewayWord {
  readonly gateway: string;
  /** To the byte. */
  readonly body: string;
  /** Those that it was signed with, and any others. */
  readonly headers: HttpHeaders;
  /** In their place, of a gateway that signs with just one. */
  readonly signature?: string | undefined;
}

/**
 * What a gateway tells of, once it is certain that it was that gateway.
 * @param real real time in milliseconds
 * @throws WEBHOOK_REFUSED, GATEWAY_NOT_CONFIGURED, GATEWAY_UNAVAILABLE, INVALID_INPUT
 */
export async function readWord(gateway: Gateway, word: GatewayWord, real: Instant): Promise<GatewayEvent> {
  const { events, name } = gateway;
  if (!events) throw cannotBeTold(name);
  const headers = headersOf(word, events);
  for (const header of events.signatureHeaders) if (!headers[header]) throw lacks(name, header, events);
  try {
    return await events.read(word.body, headers, real);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    throw new OpsdeskError('GATEWAY_UNAVAILABLE', `${name} cannot be asked whether it sent that (${error.reason})`, {
      hint: 'Nothing was kept. Give it again in a moment; where the answer is no 2xx, the gateway sends it again.',
      details: { gateway: name, reason: error.reason },
      cause: error,
    });
  }
}

function headersOf({ gateway, headers, signature }: GatewayWord, { signatureHeaders }: GatewayEvents): HttpHeaders {
  if (signature === undefined) return headers;
  const [only] = signatureHeaders;
  if (only !== undefined && signatureHeaders.length === 1) return { [only]: signature };
  throw new OpsdeskError(
    'INVALID_INPUT',
    `${gateway} signs with ${signatureHeaders.length} headers, and not with one`,
    {
      hint: `Give each by itself: ${flagsOf(signatureHeaders)}`,
      details: { gateway, headers: signatureHeaders },
    },
  );
}

function lacks(gateway: string, header: string, { signatureHeaders }: GatewayEvents): OpsdeskError {
  return new OpsdeskError(
    'WEBHOOK_REFUSED',
    `a web hook of ${gateway} comes with the header ${header}, this one without`,
    {
      hint: `Give all that it was signed with: ${flagsOf(signatureHeaders)}`,
      details: { gateway, header },
    },
  );
}

function flagsOf(headers: readonly string[]): string {
  return headers.map((header) => `--header '${header}: …'`).join(' ');
}

function cannotBeTold(gateway: string): OpsdeskError {
  const { webHooks } = knownGateway(gateway);
  return new OpsdeskError('GATEWAY_NOT_CONFIGURED', `web hooks of ${gateway} cannot be told from forged ones here`, {
    hint: webHooks === undefined ? `${gateway} sends none.` : `Set ${webHooks}.`,
    details: { gateway },
  });
}
