import { createCipheriv, createDecipheriv } from 'node:crypto';
import { pooledRandomBytes } from './random-bytes.js';

/** Whom a record is about. Everything personal in it is encrypted under their own key. */
export interface DataSubject {
  readonly customerId: string;
  /** Base64, 32 bytes; null once the customer was erased. */
  readonly dataKey: string | null;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export function newDataKey(): string {
  return pooledRandomBytes(32).toString('base64');
}

/** AES-256-GCM under the subject's key, as base64 of nonce, tag and ciphertext; bound to the customer's id. */
export function encryptPersonal(subject: DataSubject, value: unknown): string {
  if (subject.dataKey === null)
    throw new Error(`customer ${subject.customerId} was erased: nothing personal can be kept`);
  const nonce = pooledRandomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(subject.dataKey, 'base64'), nonce);
  cipher.setAAD(Buffer.from(subject.customerId));
  const body = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64');
}

/** What `encryptPersonal` was given, or undefined when the key was destroyed. */
export function decryptPersonal(subject: DataSubject, text: string): unknown {
  if (subject.dataKey === null) return undefined;
  const bytes = Buffer.from(text, 'base64');
  const decipher = createDecipheriv(
    'aes-256-gcm',
    Buffer.from(subject.dataKey, 'base64'),
    bytes.subarray(0, NONCE_BYTES),
  );
  decipher.setAAD(Buffer.from(subject.customerId));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const body = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  return JSON.parse(body.toString('utf8'));
}
