import { createHash } from 'node:crypto';
import { loadChain } from '../audit/chain.js';
import type { Plan } from './plan.js';

export type UnsealedPlan = Omit<Plan, 'hash'>;

/** SHA-256, in lower-case hex, of a value's RFC 8785 bytes. */
export async function hashOf(value: object): Promise<string> {
  const { canonical } = await loadChain();
  return createHash('sha256').update(canonical(value)).digest('hex');
}

/**
 * SHA-256 of the RFC 8785 bytes of a plan without its hash. Its items are hashed one by one, so that a plan of
 * fifty thousand bookings is never one text of a hundred megabytes.
 */
export async function hashPlan(plan: UnsealedPlan): Promise<string> {
  const { canonical } = await loadChain();
  const hash = createHash('sha256');
  // RFC 8785 sorts keys by their UTF-16 units, as `sort` does.
  const keys = (Object.keys(plan) as (keyof UnsealedPlan)[]).sort();
  for (const [at, key] of keys.entries()) {
    hash.update(`${at === 0 ? '{' : ','}${JSON.stringify(key)}:`);
    if (key !== 'items') hash.update(canonical({ value: plan[key] }).slice('{"value":'.length, -1));
    else {
      hash.update('[');
      plan.items.forEach((item, index) => {
        hash.update(`${index === 0 ? '' : ','}${canonical(item)}`);
      });
      hash.update(']');
    }
  }
  return hash.update('}').digest('hex');
}

export async function sealPlan(plan: UnsealedPlan): Promise<Plan> {
  return { ...plan, hash: await hashPlan(plan) };
}

const ITEMS_A_PIECE = 500;

/** A plan as its file has it, an item a line, piece by piece. */
export function* planText({ items, hash, ...head }: Plan): Generator<string> {
  const lines = Object.entries(head).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)},\n`);
  yield `{${lines.join('')}"items":[`;
  for (let at = 0; at < items.length; at += ITEMS_A_PIECE) {
    const piece = items.slice(at, at + ITEMS_A_PIECE).map((item) => JSON.stringify(item));
    yield `${at === 0 ? '' : ','}\n${piece.join(',\n')}`;
  }
  yield `],\n"hash":${JSON.stringify(hash)}}\n`;
}
