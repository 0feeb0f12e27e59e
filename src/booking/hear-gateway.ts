import type { GatewayEventRow } from '../database/schema.js';
import {
  type EventSubject,
  findEvent,
  findEventSubject,
  finishEvent,
  keepEvent,
  subjectOfEvent,
} from '../payment/gateway-event-repository.js';
import { nextInquiry } from '../payment/inquiry-pace.js';
import { takeTurns } from '../payment/inquiry-repository.js';
import { getPayment } from '../payment/payment-repository.js';
import { type GatewayWord, readWord } from '../payment/read-word.js';
import { getRequest } from '../payment/request-repository.js';
import type { WriteOptions, WriteRequest } from '../runtime/request.js';
import type { BookingDeps } from './booking-deps.js';
import { settleAuthorisation } from './end-authorisation.js';
import { payOut } from './pay-out.js';
import { settleRequest } from './settle-request.js';
import { chargeAndSettle } from './take-payment.js';

export interface HeardWord {
  readonly eventId: string;
  readonly kind: string;
  /**
   * `settled`: what it is about is up to date. `parked`: we know nothing of the kind yet, or the gateway cannot be
   * asked; it is tried again by whoever reconciles. `repeated`: it was settled before. `ignored`: it is about no money.
   */
  readonly status: 'settled' | 'parked' | 'repeated' | 'ignored';
  /** The payment, refund or payment request that it is about. */
  readonly subject: string | null;
}

/**
 * Takes a web hook of a gateway, each once, in whatever order they come. Nothing that it says of money is believed:
 * it names what has changed, and that is looked at where it is.
 * @throws WEBHOOK_REFUSED, GATEWAY_NOT_CONFIGURED, GATEWAY_UNAVAILABLE (nothing was kept), INVALID_INPUT
 */
export async function hearGateway(deps: BookingDeps, word: GatewayWord, options: WriteOptions): Promise<HeardWord> {
  const { heard, event } = await keepWord(deps, word, options);
  return event && !options.isDryRun ? settleWord(deps, event, options) : heard;
}

/** A word that cannot be lost any more. */
export interface KeptWord {
  readonly heard: HeardWord;
  /** Where there is still something to settle. */
  readonly event?: GatewayEventRow;
}

/**
 * Takes what a gateway sent and keeps it, without a look at what it is about.
 * @throws as `hearGateway`
 */
export async function keepWord(deps: BookingDeps, word: GatewayWord, options: WriteOptions): Promise<KeptWord> {
  const real = deps.clock.real();
  const gateway = await deps.gatewayOf(word.gateway);
  const { eventId, kind, isAboutMoney, gatewayKey, references } = await readWord(gateway, word, real);
  const heard = { eventId, kind, subject: null };
  if (!isAboutMoney) return { heard: { ...heard, status: 'ignored' } };
  const event: GatewayEventRow = {
    gateway: word.gateway,
    event_id: eventId,
    kind,
    gateway_key: gatewayKey,
    refs: JSON.stringify(references),
    status: 'parked',
    received_at: real,
  };
  await deps.runner.step(requestOf(event, options), async (work) => {
    if (!(await keepEvent(work.tx, event))) return;
    // Whoever hears it asks first, and the workers only when that has come to nothing.
    await takeTurns(work.tx, [{ subject: subjectOfEvent(event), next_at: nextInquiry('word', real, real) }], real);
    work.audit({ action: 'gateway.heard', entity: 'gateway_event', entityId: eventId, after: { kind, gatewayKey } });
  });
  const kept = await findEvent(deps.session, word.gateway, eventId);
  if (kept?.status === 'done') return { heard: { ...heard, status: 'repeated' } };
  return { heard: { ...heard, status: 'parked' }, event };
}

/** Looks at what a word is about that was kept. */
export async function settleWord(
  deps: BookingDeps,
  event: GatewayEventRow,
  options: WriteOptions = {},
): Promise<HeardWord> {
  const subject = await settleEvent(deps, requestOf(event, options), event);
  const status = subject ? 'settled' : 'parked';
  return { eventId: event.event_id, kind: event.kind, status, subject: subject?.id ?? null };
}

function requestOf({ gateway, event_id: gatewayEvent }: GatewayEventRow, options: WriteOptions): WriteRequest {
  return { ...options, command: 'payment webhook', input: { gateway, gatewayEvent } };
}

/** Brings what a kept event is about up to date. @returns undefined while that cannot be done: it stays parked */
export async function settleEvent(
  deps: BookingDeps,
  request: WriteRequest,
  event: GatewayEventRow,
): Promise<EventSubject | undefined> {
  const subject = await findEventSubject(deps.session, event);
  if (!subject || !(await isSettled(deps, request, subject))) return undefined;
  await deps.runner.step(request, async (work) => {
    if (!(await finishEvent(work.tx, event))) return;
    work.audit({
      action: 'gateway.settled',
      entity: 'gateway_event',
      entityId: event.event_id,
      before: { status: 'parked' },
      after: { status: 'done', [subject.kind]: subject.id },
    });
  });
  return subject;
}

/** Of a payment or a refund. */
const OPEN: readonly string[] = ['created', 'pending', 'unknown'];

/** False while the gateway cannot be asked: its word is not done with then. */
async function isSettled(deps: BookingDeps, request: WriteRequest, { kind, id }: EventSubject): Promise<boolean> {
  switch (kind) {
    case 'request': {
      const row = await getRequest(deps.session, id);
      // A page that is still open may have been told of before it was paid.
      return row.status !== 'open' || (await settleRequest(deps, request, row)).isCertain;
    }
    case 'refund':
      return !OPEN.includes((await payOut(deps, request, id)).status);
    case 'payment': {
      const payment = await getPayment(deps.session, id);
      // It may have run out, or been ended in the gateway's own console.
      if (payment.status === 'authorised') {
        return (await settleAuthorisation(deps, request, id)).answer?.kind !== 'unknown';
      }
      if (!OPEN.includes(payment.status)) return true;
      return !OPEN.includes((await chargeAndSettle(deps, request, payment)).status);
    }
  }
}
