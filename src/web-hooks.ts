import { type KeptWord, keepWord, settleWord } from './booking/hear-gateway.js';
import { asOperatingError } from './database/operating-error.js';
import type { GatewayEventRow } from './database/schema.js';
import type { Desk } from './desk.js';
import { isOpsdeskError, OpsdeskError } from './kernel/errors.js';
import { GATEWAY_NAMES, knownGateway } from './payment/gateways/open-gateway.js';
import type { Listening } from './worker/listen.js';
import type { LogFields, WorkerLog } from './worker/log.js';
import { reasonOf } from './worker/redact.js';
import { openWebHookServer, type SentWebHook, type WebHookOutcome } from './worker/webhook-server.js';

export interface WebHookOptions {
  /** 0 for any that is free. */
  readonly port: number;
  readonly log: WorkerLog;
  /** Told once of each. */
  readonly onHeard: (gateway: string, outcome: WebHookOutcome) => void;
}

/**
 * Listens for what gateways send. Each is answered when it is kept; what it is about is looked at behind that, and by
 * the workers where it comes to nothing, or where more come than are looked at.
 * @throws INVALID_INPUT, GATEWAY_NOT_CONFIGURED when no gateway signs what it sends
 */
export async function openWebHooks(desk: Desk, options: WebHookOptions): Promise<Listening> {
  const headers = await signatureHeaders(desk);
  const reception = new Reception(desk, options);
  const server = await openWebHookServer({
    port: options.port,
    signatureHeadersOf: (gateway) => headers.get(gateway),
    keep: (word) => reception.keep(word),
    onTooLarge: (gateway) => reception.tell('warn', gateway, 'too_large'),
  });
  let closing: Promise<void> | undefined;
  const close = async () => {
    await server.close();
    await reception.finish();
  };
  return { port: server.port, close: () => (closing ??= close()) };
}

/** Looks at once: each may be a call to a gateway, and takes a connection to the database. */
const MOST_AT_ONCE = 4;
/** More would be looked at too late to be worth their memory: the workers come to them. */
const MOST_WAITING = 1_000;

class Reception {
  private readonly waiting: GatewayEventRow[] = [];
  private readonly looking = new Set<Promise<void>>();

  constructor(
    private readonly desk: Desk,
    private readonly options: WebHookOptions,
  ) {}

  async keep(word: SentWebHook): Promise<'kept' | 'refused' | 'unavailable' | 'failed'> {
    const { gateway } = word;
    try {
      this.lookLater(gateway, await keepWord(this.desk, word, {}));
      return 'kept';
    } catch (error) {
      if (isOpsdeskError(error, 'WEBHOOK_REFUSED')) {
        this.tell('warn', gateway, 'refused');
        return 'refused';
      }
      const known = this.explained(error);
      const outcome = known ? 'unavailable' : 'failed';
      this.tell(known ? 'warn' : 'error', gateway, outcome, { reason: known ? reasonOf(known) : nameOf(error) });
      return outcome;
    }
  }

  tell(level: 'info' | 'warn' | 'error', gateway: string, outcome: WebHookOutcome, more: LogFields = {}): void {
    this.options.onHeard(gateway, outcome);
    this.options.log(level, 'web hook', { gateway, outcome, ...more });
  }

  /** What is being looked at comes to its end; what waits is kept, and the workers'. */
  async finish(): Promise<void> {
    for (const event of this.waiting.splice(0)) this.tellParked(event);
    await Promise.all(this.looking);
  }

  private lookLater(gateway: string, { heard, event }: KeptWord): void {
    const { eventId, kind, status } = heard;
    if (!event) this.tell('info', gateway, status, { eventId, kind });
    else if (this.looking.size < MOST_AT_ONCE) this.begin(event);
    else if (this.waiting.length < MOST_WAITING) this.waiting.push(event);
    else this.tellParked(event);
  }

  private begin(event: GatewayEventRow): void {
    const look = this.look(event).finally(() => {
      this.looking.delete(look);
      const next = this.waiting.shift();
      if (next) this.begin(next);
    });
    this.looking.add(look);
  }

  private async look(event: GatewayEventRow): Promise<void> {
    try {
      const { eventId, kind, status, subject: about } = await settleWord(this.desk, event);
      this.tell('info', event.gateway, status, { eventId, kind, about });
    } catch (error) {
      const known = this.explained(error);
      this.tellParked(event, known ? 'warn' : 'error', known ? reasonOf(known) : nameOf(error));
    }
  }

  private tellParked(event: GatewayEventRow, level: 'info' | 'warn' | 'error' = 'info', reason?: string): void {
    const { event_id: eventId, kind, gateway } = event;
    this.tell(level, gateway, 'parked', { eventId, kind, ...(reason === undefined ? {} : { reason }) });
  }

  private explained(error: unknown): OpsdeskError | undefined {
    return isOpsdeskError(error) ? error : asOperatingError(this.desk.database, error);
  }
}

/** The words of a defect may quote anybody. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

/** Of the gateways that send web hooks which can be told from forged ones. */
async function signatureHeaders(desk: Desk): Promise<ReadonlyMap<string, readonly string[]>> {
  const headers = new Map<string, readonly string[]>();
  for (const name of GATEWAY_NAMES) {
    const signedBy = await signatureHeadersOf(desk, name);
    if (signedBy !== undefined) headers.set(name, signedBy);
  }
  if (headers.size > 0) return headers;
  throw new OpsdeskError('GATEWAY_NOT_CONFIGURED', 'there is no gateway whose web hooks can be told from forged ones', {
    hint: `Set a gateway up, with live credentials for a production database and of tests for any other, and ${whatTellsThem()}.`,
  });
}

function whatTellsThem(): string {
  const settings = GATEWAY_NAMES.map((name) => ({ name, webHooks: knownGateway(name).webHooks }));
  const needed = settings.filter(({ webHooks }) => webHooks !== undefined);
  return needed.map(({ name, webHooks }) => `for ${name} ${webHooks}`).join('; ');
}

async function signatureHeadersOf(desk: Desk, name: string): Promise<readonly string[] | undefined> {
  try {
    return (await desk.gatewayOf(name)).events?.signatureHeaders;
  } catch (error) {
    const isElsewhere = isOpsdeskError(error, 'GATEWAY_NOT_CONFIGURED') || isOpsdeskError(error, 'PRODUCTION_DATABASE');
    if (isElsewhere) return undefined;
    throw error;
  }
}
