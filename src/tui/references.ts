import { isOpsdeskError } from '../kernel/errors.js';
import { parseFlightRef } from '../kernel/flight-ref.js';
import { parseLocator } from '../kernel/record-locator.js';

/** What a text names, by its shape alone; whether there is such a thing is found out on the way there. */
export type Reference =
  | { readonly kind: 'booking'; readonly locator: string }
  | { readonly kind: 'flight'; readonly flight: string }
  | { readonly kind: 'payment' | 'refund' | 'notification' | 'job'; readonly id: string };

const PREFIXES = { pay: 'payment', ref: 'refund', ntf: 'notification', job: 'job' } as const;

export function referenceOf(text: string): Reference | undefined {
  const word = text.trim();
  const [, prefix] = /^(pay|ref|ntf|job)_[0-9A-HJKMNP-TV-Z]{10,}$/i.exec(word) ?? [];
  if (prefix !== undefined) {
    return {
      kind: PREFIXES[prefix.toLowerCase() as keyof typeof PREFIXES],
      id: prefix.toLowerCase() + word.slice(3).toUpperCase(),
    };
  }
  if (word.includes('/')) {
    const flight = readable(() => parseFlightRef(word)) ? word.toUpperCase() : undefined;
    return flight === undefined ? undefined : { kind: 'flight', flight };
  }
  const locator = readable(() => parseLocator(word));
  return locator === undefined ? undefined : { kind: 'booking', locator };
}

/** The text that leads there. */
export function nameOf(reference: Reference): string {
  if (reference.kind === 'booking') return reference.locator;
  return reference.kind === 'flight' ? reference.flight : reference.id;
}

function readable<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (isOpsdeskError(error, 'INVALID_INPUT')) return undefined;
    throw error;
  }
}
