import { DeliveryError } from './channel.js';

export interface HttpPost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Milliseconds; below the limit of a delivery, so that what went wrong is told and not only that it did. */
const ANSWER_LIMIT_MS = 15_000;
/** An answer is read for its code alone. */
const LONGEST_ANSWER_BYTES = 64 * 1024;

/** About us, or about the moment, and not about what was posted: login refused, too slow, too early, too many. */
const FOR_THE_MOMENT = [401, 408, 425, 429];

/**
 * Posts once, to that very address: a redirect is a refusal, for what is posted is personal.
 * @param whose for the reason of a failure: `the SMS provider`
 * @param codeOf what an answer that refuses says of the reason, where it has a code for it; its words are never kept
 * @throws DeliveryError, permanent for what is refused for good
 */
export async function httpPost(
  { url, headers, body }: HttpPost,
  whose: string,
  signal: AbortSignal,
  codeOf: (answer: string) => string | undefined = () => undefined,
): Promise<void> {
  const limit = AbortSignal.timeout(ANSWER_LIMIT_MS);
  let answer: Response;
  try {
    answer = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.any([signal, limit]),
      ...{ headers, body },
    });
  } catch (error) {
    throw new DeliveryError(`${whose} did not answer (${limit.aborted ? 'ETIMEDOUT' : codeOfFailure(error)})`);
  }
  const { status, ok } = answer;
  const text = ok ? await discard(answer) : await firstOf(answer);
  if (ok) return;
  const code = codeOf(text);
  const isPermanent = status < 500 && !FOR_THE_MOMENT.includes(status);
  throw new DeliveryError(`${whose} refused it: ${status}${code === undefined ? '' : ` (${code})`}`, isPermanent);
}

/** What was taken was taken, whatever becomes of the rest of the answer. */
async function discard(answer: Response): Promise<string> {
  await answer.body?.cancel().catch(() => {});
  return '';
}

async function firstOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body ?? []) {
      chunks.push(chunk as Uint8Array);
      bytes += (chunk as Uint8Array).length;
      if (bytes >= LONGEST_ANSWER_BYTES) break;
    }
  } catch {
    // The status is known, and says enough.
  }
  return Buffer.concat(chunks).toString();
}

function codeOfFailure(error: unknown): string {
  const { cause } = error as { cause?: { code?: string; errors?: readonly { code?: string }[] } };
  return cause?.code ?? cause?.errors?.[0]?.code ?? 'no reason';
}
