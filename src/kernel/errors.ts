import { maskCardNumbers } from './card-number.js';
import { ERROR_KINDS, type ErrorCode, type ErrorKind } from './error-codes.js';

export interface ErrorOptions {
  /** What the reader should do next, as a sentence or a command. */
  readonly hint?: string;
  /** True when the same call, unchanged, may succeed later. */
  readonly isRetryable?: boolean;
  /** Machine-readable facts about the failure; becomes `error.details` in JSON. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * An expected failure: a typed code, a message that names what is wrong, and a next step.
 * Anything else that is thrown is a defect of ours and crashes loudly.
 * Errors quote what was typed, and are printed and kept: a card number in it is masked.
 */
export class OpsdeskError extends Error {
  override readonly name = 'OpsdeskError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly isRetryable: boolean;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(maskCardNumbers(message), options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint === undefined ? undefined : maskCardNumbers(options.hint);
    this.isRetryable = options.isRetryable ?? ERROR_KINDS[code] === 'unavailable';
    this.details = masked(options.details ?? {});
  }

  get kind(): ErrorKind {
    return ERROR_KINDS[this.code];
  }
}

function masked<T>(value: T): T {
  if (typeof value === 'string') return maskCardNumbers(value) as T;
  if (Array.isArray(value)) return value.map(masked) as T;
  // A list of rows or a plain object; what has a class of its own is no text.
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, masked(part)])) as T;
}

export function isOpsdeskError(error: unknown, code?: ErrorCode): error is OpsdeskError {
  return error instanceof OpsdeskError && (code === undefined || error.code === code);
}

/** A broken invariant inside the program: never caught, always a defect. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`broken invariant: ${message}`);
}
