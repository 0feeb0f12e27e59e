import { domainToASCII } from 'node:url';
import { toHtml } from '../html-text.js';
import { plainLine } from '../plain-text.js';
import { DeliveryError, type OutgoingMessage } from './channel.js';

/**
 * The message as RFC 5322 has it: CRLF, ASCII headers (RFC 2047), a UTF-8 text in quoted-printable
 * (RFC 2045, 6.7) and the same as HTML, marked as written by a program (RFC 3834); the same bytes each time.
 * @throws DeliveryError for an address that cannot stand in a header
 */
export function toInternetMessage(message: OutgoingMessage, from: string): string {
  const headers = [
    `Date: ${new Date(message.date).toUTCString().replace('GMT', '+0000')}`,
    `From: ${toAddress(from)}`,
    `To: ${toAddress(message.to)}`,
    `Message-ID: ${plainLine(message.messageId)}`,
    `Subject: ${toHeaderText(message.subject, 'Subject: '.length)}`,
    'Auto-Submitted: auto-generated',
    'MIME-Version: 1.0',
  ];
  return `${headers.join('\r\n')}\r\n${toContent(message)}`;
}

/** An entity's headers and what it holds (RFC 2045). */
function toContent({ subject, body, calendars }: OutgoingMessage): string {
  const text = toMultipart('alternative', [
    toTextPart('text/plain', body),
    toTextPart('text/html', toHtml({ subject, body })),
  ]);
  return calendars.length === 0 ? text : toMultipart('mixed', [text, ...calendars.map(toCalendarPart)]);
}

/** No part can hold the boundary: `=_` stands in no quoted-printable (RFC 2045, 6.7), and `_` in no base64. */
function toMultipart(kind: 'alternative' | 'mixed', parts: readonly string[]): string {
  const boundary = `=_opsdesk_${kind}`;
  const inner = parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('');
  return `Content-Type: multipart/${kind}; boundary="${boundary}"\r\n\r\n${inner}--${boundary}--\r\n`;
}

function toTextPart(type: string, text: string): string {
  const headers = [`Content-Type: ${type}; charset=utf-8`, 'Content-Transfer-Encoding: quoted-printable'];
  return `${headers.join('\r\n')}\r\n\r\n${toQuotedPrintable(text)}`;
}

/** Its METHOD stands in the type, too (RFC 6047, 2.4): by that a mail program knows what to do with it. */
function toCalendarPart(calendar: string, index: number): string {
  const name = index === 0 ? 'itinerary.ics' : `itinerary-${index + 1}.ics`;
  const method = /^METHOD:([A-Z]+)\r?$/m.exec(calendar)?.[1] ?? 'PUBLISH';
  const headers = [
    `Content-Type: text/calendar; charset=utf-8; method=${method};`,
    ` name="${name}"`,
    `Content-Disposition: attachment; filename="${name}"`,
    'Content-Transfer-Encoding: base64',
  ];
  const lines =
    Buffer.from(calendar)
      .toString('base64')
      .match(/.{1,76}/g) ?? [];
  return `${headers.join('\r\n')}\r\n\r\n${lines.join('\r\n')}`;
}

/** A dot-atom (RFC 5322, 3.2.3): nothing in it can end the header or begin a second address. */
const LOCAL_PART = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;

/** The address with its domain in ASCII. @throws DeliveryError for one that no plain header can hold */
export function toAddress(text: string): string {
  const address = inAscii(text);
  if (address !== undefined) return address;
  throw new DeliveryError('the address is not one that mail can be sent to', true);
}

export function isMailAddress(text: string): boolean {
  return inAscii(text) !== undefined;
}

function inAscii(text: string): string | undefined {
  const at = text.lastIndexOf('@');
  const local = text.slice(0, Math.max(at, 0));
  const domain = domainToASCII(text.slice(at + 1));
  const isAddress = LOCAL_PART.test(local) && /^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(domain);
  return isAddress ? `${local}@${domain}` : undefined;
}

const LONGEST_LINE = 76;
/** Such that an encoded word of `=?UTF-8?B?…?=` fits on the first line behind the name of the header. */
const WORD_BYTES = 39;

/**
 * Text of a header. What is not ASCII, would not fit the line, or looks like an encoded word itself
 * becomes encoded words, one a line, each with whole characters.
 */
export function toHeaderText(text: string, usedColumns: number): string {
  const line = plainLine(text);
  const isPlain = /^[\x20-\x7e]*$/.test(line) && !line.includes('=?') && usedColumns + line.length <= LONGEST_LINE;
  if (isPlain) return line;
  const words: string[] = [];
  for (const char of line) {
    const word = words.at(-1);
    if (word !== undefined && Buffer.byteLength(word + char) <= WORD_BYTES) words[words.length - 1] = word + char;
    else words.push(char);
  }
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`).join('\r\n ');
}

function toQuotedPrintable(text: string): string {
  return text
    .split('\n')
    .map((line) => quoteLine(plainLine(line)))
    .join('\r\n');
}

function quoteLine(line: string): string {
  const bytes = Buffer.from(line);
  let quoted = '';
  let columns = 0;
  for (const [index, byte] of bytes.entries()) {
    const isVisible = byte > 0x20 && byte < 0x7f && byte !== 0x3d;
    const isInnerBlank = byte === 0x20 && index < bytes.length - 1;
    const piece =
      isVisible || isInnerBlank ? String.fromCharCode(byte) : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    // One column stays for the `=` of a soft line break.
    if (columns + piece.length >= LONGEST_LINE) {
      quoted += '=\r\n';
      columns = 0;
    }
    quoted += piece;
    columns += piece.length;
  }
  return quoted;
}
