import { maskCardNumbers } from '../kernel/card-number.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { Paint } from '../present/colour.js';
import { escapeText, toSafeJson } from '../present/escape-text.js';
import { rejectedRows } from './rejected-rows.js';

/** An error as scripts read it under --json. */
export interface ErrorDocument {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly hint: string | null;
    readonly retryable: boolean;
    readonly details: Readonly<Record<string, unknown>>;
  };
}

/** What was thrown as an operating error: what is not one already is a defect of ours. */
export function toOpsdeskError(error: unknown): OpsdeskError {
  if (error instanceof OpsdeskError) return error;
  if (error instanceof Error && error.name === 'ExitPromptError') {
    return new OpsdeskError('INTERRUPTED', 'interrupted', { cause: error });
  }
  return new OpsdeskError('INTERNAL', `something went wrong inside opsdesk: ${firstLine(error)}`, {
    hint: 'Run it again with --debug and report what it prints.',
    cause: error,
  });
}

export function errorDocument(error: OpsdeskError): ErrorDocument {
  return {
    error: {
      code: error.code,
      message: error.message,
      hint: error.hint ?? null,
      retryable: error.isRetryable,
      details: error.details,
    },
  };
}

export function formatErrorJson(error: OpsdeskError): string {
  return toSafeJson(errorDocument(error), 2);
}

/** For people: which rows of a file are wrong, what is wrong, and what to do about it. */
export function formatErrorText(error: OpsdeskError, paint: Paint): string {
  const what = `${paint('red', 'error:')} ${escapeText(error.message)} ${paint('dim', `(${error.code})`)}`;
  const lines = [...rejectedRows(error), what];
  if (error.hint) lines.push(`${paint('cyan', 'hint:')} ${escapeText(error.hint)}`);
  return lines.join('\n');
}

/** The stacks of an error and of what caused it, for --debug. */
export function formatStack(error: unknown): string {
  if (!(error instanceof Error)) return escapeText(maskCardNumbers(String(error)));
  const stack = maskCardNumbers(error.stack ?? error.message)
    .split('\n')
    .map(escapeText)
    .join('\n');
  return error.cause === undefined ? stack : `${stack}\ncaused by: ${formatStack(error.cause)}`;
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message || error.name : String(error);
  return message.split('\n')[0] ?? '';
}
