import { Args, Flags } from '@oclif/core';
import { describe, expect, it } from 'vitest';
import { BaseCommand } from '../../src/cli/base-command.js';
import { createConfig } from '../../src/cli/oclif-config.js';
import { severeFlags, writeChoices } from '../../src/cli/write-flags.js';
import { ROOT } from './run-program.js';

/** A command that tells what it was given, and then does what the test wants. */
class Probe extends BaseCommand {
  static override args = { ref: Args.string({ required: true, description: 'Reference.' }) };
  static override flags = {
    ...severeFlags,
    passenger: Flags.string({ multiple: true, summary: 'Passenger.' }),
    depart: Flags.string({ required: true, summary: 'Day.' }),
    cabin: Flags.string({ options: ['economy', 'business'], summary: 'Cabin.' }),
  };

  static seen: unknown;
  static act: (command: Probe) => Promise<void> | void = () => {};

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Probe);
    Probe.seen = {
      args,
      passenger: flags.passenger,
      isDryRun: writeChoices(flags).isDryRun ?? false,
      page: this.page(),
    };
    await Probe.act(this);
    if (flags['dry-run']) this.conclude('SOME_FAILED');
    await this.confirmSevere(flags, args.ref, 'Cancel it?');
  }
}

function probe(argv: readonly string[], act: typeof Probe.act = () => {}): Promise<number> {
  Probe.act = act;
  Probe.id = 'probe';
  return new Probe([...argv], createConfig(ROOT)).execute();
}

const given = ['K7QX2M', '--depart', '2026-12-01'];

describe('BaseCommand', () => {
  it('takes one value for each repeatable flag, so that arguments may follow', async () => {
    await probe(['--passenger', 'A', '--passenger', 'B', ...given, '--confirm', 'k7qx2m', '--limit', '7']);
    expect(Probe.seen).toEqual({
      args: { ref: 'K7QX2M' },
      passenger: ['A', 'B'],
      isDryRun: false,
      page: { limit: 7, cursor: undefined },
    });
  });

  it('names a required flag that is missing, with the kind that exits 7', async () => {
    await expect(probe(['K7QX2M'])).rejects.toMatchObject({
      code: 'INPUT_REQUIRED',
      details: { flag: '--depart', missing: ['--depart'] },
    });
  });

  it('names a missing argument without waiting for stdin', async () => {
    await expect(probe(['--depart', 'x'])).rejects.toMatchObject({ code: 'USAGE', message: 'missing REF' });
  });

  it.each([
    [['--cabin', 'attic'], /--cabin=attic .* economy, business/],
    [['--if-version', 'x'], /--if-version: /],
    [['--depart', '2026-12-02'], /--depart can only be specified once/],
    [['--passanger', 'X'], /there is no flag --passanger/],
    [['--limit', '0'], /--limit "0"/],
  ])('makes a usage error of %j', async (argv, message) => {
    await expect(probe([...given, ...argv])).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringMatching(message),
    });
  });

  it('wants the reference for what is severe: --yes is not enough, a wrong one is refused', async () => {
    await expect(probe([...given, '--yes'])).rejects.toMatchObject({ code: 'CONFIRMATION_REQUIRED' });
    await expect(probe([...given, '--confirm', 'AAAAAA'])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(await probe([...given, '--confirm', 'K7QX2M'])).toBe(0);
  });

  it('exits as it concluded, without an error', async () => {
    expect(await probe([...given, '--dry-run'])).toBe(68);
  });

  it('gives up after --timeout', async () => {
    const never = () => new Promise<void>(() => {});
    await expect(probe([...given, '--timeout', '0.05'], never)).rejects.toMatchObject({
      code: 'TIMED_OUT',
      isRetryable: true,
    });
  });

  it('ends at the first interruption, or at the second where it asked to end on its own', async () => {
    const interrupt = () => process.emit('SIGINT');
    const atOnce = () => {
      interrupt();
      return new Promise<void>(() => {});
    };
    await expect(probe(given, atOnce)).rejects.toMatchObject({ code: 'INTERRUPTED' });

    const gracefully = async (command: Probe) => {
      const signal = (command as unknown as { interruptSignal(): AbortSignal }).interruptSignal();
      interrupt();
      expect(signal.aborted).toBe(true);
    };
    expect(await probe([...given, '--confirm', 'K7QX2M'], gracefully)).toBe(0);
    expect(process.listenerCount('SIGINT')).toBe(0);
  });

  it('refuses a reason or a key that cannot be kept', async () => {
    await expect(probe([...given, '--reason', ' '])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(probe([...given, '--idempotency-key', 'k'.repeat(201)])).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });
});
