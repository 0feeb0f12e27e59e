import { describe, expect, it } from 'vitest';
import { errorDocument, formatErrorJson, formatErrorText, formatStack, toOpsdeskError } from '../../src/cli/errors.js';
import { EXIT_CODES, EXIT_MEANINGS, exitCodeOf } from '../../src/cli/exit-codes.js';
import { Prompter } from '../../src/cli/prompter.js';
import { OpsdeskError } from '../../src/kernel/errors.js';
import { plainPaint } from '../../src/present/colour.js';
import { fakeTerminal } from './fake-terminal.js';

describe('errors', () => {
  const taken = new OpsdeskError('SEAT_TAKEN', 'seat 12C is taken by \u202eEVIL', {
    hint: 'Try 12D.',
    details: { free: ['12D'] },
  });

  it('have one JSON form', () => {
    expect(JSON.parse(formatErrorJson(taken))).toEqual({
      error: {
        code: 'SEAT_TAKEN',
        message: 'seat 12C is taken by \u202eEVIL',
        hint: 'Try 12D.',
        retryable: false,
        details: { free: ['12D'] },
      },
    });
    expect(formatErrorJson(taken)).not.toContain('\u202e');
    expect(errorDocument(new OpsdeskError('DATABASE_BUSY', 'busy')).error).toMatchObject({
      hint: null,
      retryable: true,
    });
  });

  it('have a form for people, escaped', () => {
    expect(formatErrorText(taken, plainPaint)).toBe(
      'error: seat 12C is taken by \\u{202e}EVIL (SEAT_TAKEN)\nhint: Try 12D.',
    );
  });

  it('are defects where they are none of ours, in one line, with the whole stack kept for --debug', () => {
    const error = toOpsdeskError(new TypeError('boom\nsecond line'));
    expect(error).toMatchObject({ code: 'INTERNAL', message: 'something went wrong inside opsdesk: boom' });
    expect(exitCodeOf(error.code)).toBe(1);
    expect(formatStack(error)).toMatch(/caused by: TypeError: boom\nsecond line\n\s+at /);
    expect(toOpsdeskError('text').message).toContain('text');
    expect(toOpsdeskError(Object.assign(new Error('x'), { name: 'ExitPromptError' })).code).toBe('INTERRUPTED');
  });

  it('have the exit statuses of the contract, each explained', () => {
    expect(EXIT_CODES).toEqual({
      defect: 1,
      usage: 2,
      'not-found': 3,
      denied: 4,
      conflict: 5,
      refused: 6,
      'input-required': 7,
      declined: 8,
      partial: 68,
      pending: 69,
      unavailable: 75,
      interrupted: 130,
    });
    expect(EXIT_MEANINGS.map(([status]) => status)).toEqual([0, ...Object.values(EXIT_CODES)]);
  });
});

describe('Prompter', () => {
  const silent = new Prompter(fakeTerminal(), true);

  it('never asks without a terminal, and names the flag instead', async () => {
    await expect(silent.text('Name:', '--name')).rejects.toMatchObject({
      code: 'INPUT_REQUIRED',
      details: { flag: '--name' },
    });
    await expect(silent.confirm('Cancel it?')).rejects.toMatchObject({ code: 'CONFIRMATION_REQUIRED' });
    await expect(silent.typeReference('Cancel it?', 'K7QX2M')).rejects.toMatchObject({
      code: 'CONFIRMATION_REQUIRED',
      hint: expect.stringContaining('--confirm K7QX2M'),
    });
  });

  it('asks only where stdin and stderr are terminals and nobody said --no-input', () => {
    const terminal = fakeTerminal({ isInputTerminal: true, isErrorTerminal: true });
    expect(new Prompter(terminal, true).isAvailable).toBe(true);
    expect(new Prompter(terminal, false).isAvailable).toBe(false);
    expect(new Prompter(fakeTerminal({ isInputTerminal: true }), true).isAvailable).toBe(false);
  });
});
