import { describe, expect, it } from 'vitest';
import { asksForJson } from '../../src/cli/requested-format.js';
import { routeOf } from '../../src/cli/route.js';
import { didYouMean } from '../../src/kernel/did-you-mean.js';

const ids = ['completion', 'flight:list', 'flight:search', 'flight:show', 'refund:issue'];

describe('routeOf', () => {
  it('finds the command and leaves it its arguments', () => {
    expect(routeOf(['flight', 'show', 'BA117/2026-12-01', '--json'], ids)).toEqual({
      kind: 'command',
      id: 'flight:show',
      argv: ['BA117/2026-12-01', '--json'],
    });
    expect(routeOf(['completion', 'bash'], ids)).toEqual({ kind: 'command', id: 'completion', argv: ['bash'] });
  });

  it('takes global flags before the command', () => {
    expect(routeOf(['-o', 'json', '--quiet', 'flight', 'list', '--', '-x'], ids)).toEqual({
      kind: 'command',
      id: 'flight:list',
      argv: ['-o', 'json', '--quiet', '--', '-x'],
    });
  });

  it('shows help where it is asked for, but not behind --', () => {
    expect(routeOf([], ids)).toEqual({ kind: 'bare' });
    expect(routeOf(['--help'], ids)).toEqual({ kind: 'help', words: [] });
    expect(routeOf(['flight'], ids)).toEqual({ kind: 'help', words: ['flight'] });
    expect(routeOf(['flight', 'show', 'X', '-h'], ids)).toEqual({ kind: 'help', words: ['flight', 'show'] });
    expect(routeOf(['help', 'exit-codes'], ids)).toEqual({ kind: 'help', words: ['exit-codes'] });
    expect(routeOf(['flight', 'show', '--', '--help'], ids)).toMatchObject({ kind: 'command' });
  });

  it.each([
    [['flight', 'shwo'], 'opsdesk flight show'],
    [['flihgt', 'show'], 'opsdesk flight show'],
    [['refunds', 'issue'], 'opsdesk refund issue'],
    [['completon'], 'opsdesk completion'],
  ])('suggests for %j', (argv, near) => {
    expect(() => routeOf(argv, ids)).toThrow(
      expect.objectContaining({ code: 'USAGE', hint: expect.stringContaining(near) }),
    );
  });

  it('suggests nothing where nothing is near', () => {
    expect(didYouMean('xyzzy', ['flight', 'refund'])).toBeUndefined();
    expect(() => routeOf(['xyzzy'], ids)).toThrow(expect.objectContaining({ hint: 'See: opsdesk --help' }));
  });
});

describe('asksForJson', () => {
  it.each([
    [['--json'], {}, true],
    [['-o', 'json'], {}, true],
    [['-ojson'], {}, true],
    [['--output=json'], {}, true],
    [['--', '--json'], {}, false],
    [[], { OPSDESK_JSON: '1' }, true],
    [[], { OPSDESK_OUTPUT: 'json' }, true],
    [['-o', 'table'], { OPSDESK_JSON: '1' }, false],
  ])('%j with %j: %s', (argv, environment, expected) => {
    expect(asksForJson(argv, environment)).toBe(expected);
  });
});
