import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeLines, escapeText, toSafeJson } from '../../src/present/escape-text.js';

/** Spelt out here as well, code by code, so that a slip in the source's expression shows. */
function isUnsafe(code: number): boolean {
  return (
    code < 0x20 ||
    (code >= 0x7f && code <= 0x9f) ||
    [0x061c, 0x200e, 0x200f, 0x2028, 0x2029].includes(code) ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2066 && code <= 0x2069) ||
    (code >= 0xd800 && code <= 0xdfff)
  );
}

function unsafeIn(text: string): number[] {
  return [...text].map((char) => char.codePointAt(0) ?? 0).filter(isUnsafe);
}

const anyText = fc.string({ unit: fc.oneof(fc.nat(0xffff), fc.nat(0x2fff)).map((code) => String.fromCharCode(code)) });

describe('escapeText', () => {
  it('lets no control, bidirectional or broken character through, whatever the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(unsafeIn(escapeText(text))).toEqual([]);
      }),
    );
  });

  it('escapes every single unsafe character visibly, and leaves all others alone', () => {
    for (let code = 0; code <= 0xffff; code += 1) {
      const char = String.fromCharCode(code);
      if (isUnsafe(code)) expect(escapeText(char)).toMatch(/^\\(?:[tnr]|x[0-9a-f]{2}|u\{[0-9a-f]+\})$/);
      else expect(escapeText(char)).toBe(char);
    }
  });

  it('leaves names of people and emoji as they are', () => {
    for (const text of ['MÜLLER/JÖRG MR', '김/민준', 'ابن سينا', '👩‍✈️ 🛫', "O'BRIEN"])
      expect(escapeText(text)).toBe(text);
  });

  it('shows what a hostile name tries', () => {
    expect(escapeText('\u001b[2J\u202eEVIL\r\n')).toBe('\\x1b[2J\\u{202e}EVIL\\r\\n');
  });

  it('keeps line feeds only in text of ours', () => {
    expect(escapeLines('one\ntwo\u0007')).toBe('one\ntwo\\x07');
  });
});

describe('toSafeJson', () => {
  const anyJson = fc.jsonValue().chain((value) => anyText.map((text) => ({ value, [text]: text })));

  it('reads back as what was written', () => {
    fc.assert(
      fc.property(anyJson, fc.constantFrom(undefined, 2), (value, indent) => {
        expect(JSON.parse(toSafeJson(value, indent))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('holds nothing raw but its own line feeds', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        expect(unsafeIn(toSafeJson(value, 2)).filter((code) => code !== 0x0a)).toEqual([]);
        expect(unsafeIn(toSafeJson(value))).toEqual([]);
      }),
    );
  });

  it('escapes what JSON itself would let through', () => {
    expect(toSafeJson({ name: '\u009b\u202e\u007f' })).toBe('{"name":"\\u009b\\u202e\\u007f"}');
  });
});
