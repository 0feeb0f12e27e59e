import { Command, type Interfaces } from '@oclif/core';
import type { App } from '../app.js';
import type { ErrorCode } from '../kernel/error-codes.js';
import { OpsdeskError } from '../kernel/errors.js';
import type { RefundView } from '../payment/refund-view.js';
import { resolveSettings } from '../settings/resolve-settings.js';
import type { Settings } from '../settings/settings.js';
import { exitCodeOf } from './exit-codes.js';
import { type Globals, globalFlags, resolveGlobals } from './global-flags.js';
import { Interruption } from './interruption.js';
import { Output, type Page, type View } from './output.js';
import { askMissingFlags, refuseEmptyFlags, tameArgs, tameFlags } from './parser-input.js';
import { Progress } from './progress.js';
import { Prompter, requireSameReference } from './prompter.js';
import { processTerminal, type Terminal } from './terminal.js';
import { toUsageError } from './usage-errors.js';

const REFUND_OPEN =
  'Nobody knows yet whether the refund went out: do not give the money back again. Run: opsdesk payment reconcile';

/** What every command extends: global flags in, the application on demand, results out. */
export abstract class BaseCommand extends Command {
  static override baseFlags = globalFlags;
  static override enableJsonFlag = false;

  /** How the database is opened, where it is not as for a command that does one thing and ends. */
  protected deskOptions: Parameters<typeof import('../app.js').createApp>[1] = {};
  protected readonly terminal: Terminal = processTerminal;
  protected globals: Globals = resolveGlobals({}, new Set());
  protected output = new Output(this.terminal, this.globals);
  protected prompter = new Prompter(this.terminal, false);
  private readonly interruption = new Interruption();
  private conclusion: ErrorCode | undefined;
  private isDryRun = false;
  private openApp: Promise<App> | undefined;

  /**
   * Runs the command and gives its exit status. In place of oclif's own life cycle, which prints nothing
   * under --json for an empty result and gives defects the exit status of usage errors.
   */
  async execute(): Promise<number> {
    this.interruption.listen();
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_resolve, reject) => {
      this.startDeadline = (timeoutMs) => {
        timer = setTimeout(() => reject(timedOut(timeoutMs)), timeoutMs);
      };
    });
    try {
      await Promise.race([this.run(), this.interruption.forced, deadline]);
    } catch (error) {
      throw await this.explained(error);
    } finally {
      clearTimeout(timer);
      this.interruption.ignore();
    }
    await this.close();
    if (this.isDryRun && this.globals.format === 'table') this.note('A dry run: nothing was changed.');
    return this.conclusion ? exitCodeOf(this.conclusion) : 0;
  }

  /** Lets go of the database and of everything else that the command opened. */
  async close(): Promise<void> {
    const app = this.openApp;
    this.openApp = undefined;
    if (app) await (await app).close();
  }

  /** True once a JSON document stands on stdout, which an error must not follow with another. */
  get hasPrintedDocument(): boolean {
    return this.output.hasPrintedDocument;
  }

  /** The application of the chosen profile, opened on the first call and closed when the command ends. */
  protected app(): Promise<App> {
    this.openApp ??= import('../app.js').then(({ createApp }) => createApp(this.settings(), this.deskOptions));
    return this.openApp;
  }

  protected settings(): Settings {
    const { profile, timeoutMs } = this.globals;
    return resolveSettings({ profile, timeoutMs }, this.terminal.environment);
  }

  /** Prints one resource in the format that was asked for. */
  protected show<T extends object>(item: T, view: View<T>): Promise<void> {
    return this.output.show(item, view);
  }

  /** Prints a page of a list in the format that was asked for. */
  protected list<T extends object>(page: Page<T>, view: View<T>): Promise<void> {
    return this.output.list(page, view);
  }

  /** A result that sums up its items: whole for people and as JSON, and its items where rows are asked for. */
  protected sumUp<T extends object, I extends object>(
    result: T,
    view: View<T>,
    items: readonly I[],
    itemView: View<I>,
  ): Promise<void> {
    const isWhole = this.globals.format === 'table' || this.globals.format === 'json';
    return isWhole ? this.show(result, view) : this.list({ items, nextCursor: null }, itemView);
  }

  /** A word for people on stderr; nothing under --quiet. What others typed must be escaped in it. */
  protected note(text: string): void {
    this.output.note(text);
  }

  /** What the list commands hand to their use case. */
  protected page(defaultLimit = 100): { readonly limit: number; readonly cursor: string | undefined } {
    return { limit: this.globals.limit ?? defaultLimit, cursor: this.globals.cursor };
  }

  /** A bar on stderr for long jobs, on a terminal only. */
  protected progress(label: string): Progress {
    return new Progress(this.terminal, label, this.globals.isQuiet);
  }

  /** Aborted by Ctrl-C. Whoever asks for it promises to end soon after. */
  protected interruptSignal(): AbortSignal {
    return this.interruption.signal;
  }

  /** The command's result is printed, and its exit status is the one of this code: no error is printed. */
  protected conclude(code: ErrorCode): void {
    this.conclusion = code;
  }

  /** Whether the money of a refund that is printed went out is said by the exit status. */
  protected concludeRefund(status: RefundView['status']): void {
    if (status === 'succeeded') return;
    const isFailed = status === 'failed';
    this.conclude(isFailed ? 'PAYMENT_DECLINED' : 'REFUND_UNKNOWN');
    if (this.globals.format !== 'table') return;
    this.note(isFailed ? 'The gateway declined the refund: the money is still here.' : REFUND_OPEN);
  }

  /** Asks before a write, unless it was confirmed by --yes or changes nothing. */
  protected async confirm(flags: { yes: boolean; 'dry-run': boolean }, message: string): Promise<void> {
    if (!flags.yes && !flags['dry-run']) await this.prompter.confirm(message);
  }

  /** Asks for the reference before what cannot be taken back, unless --confirm has it or nothing is changed. */
  protected async confirmSevere(
    flags: { confirm?: string | undefined; 'dry-run': boolean },
    reference: string,
    message: string,
  ): Promise<void> {
    if (flags['dry-run']) return;
    if (flags.confirm === undefined) await this.prompter.typeReference(message, reference);
    else requireSameReference(flags.confirm, reference);
  }

  /**
   * Flags and arguments. On a terminal a required flag that is missing is asked for; elsewhere it fails
   * and names the flag.
   * @throws USAGE, INPUT_REQUIRED, INVALID_INPUT for a flag that is empty
   */
  protected override async parse<
    F extends Interfaces.OutputFlags<Interfaces.FlagInput>,
    B extends Interfaces.OutputFlags<Interfaces.FlagInput>,
    A extends Interfaces.OutputArgs<Interfaces.ArgInput>,
  >(options?: Interfaces.Input<F, B, A>, argv = this.argv): Promise<Interfaces.ParserOutput<F, B, A>> {
    const given = options ?? (this.ctor as Interfaces.Input<F, B, A>);
    const flags = tameFlags({ ...given.baseFlags, ...given.flags });
    let parsed: Interfaces.ParserOutput<F, B, A>;
    try {
      const tamed = { ...given, baseFlags: {}, flags, args: tameArgs(given.args) } as Interfaces.Input<F, B, A>;
      parsed = await super.parse(tamed, argv);
      refuseEmptyFlags(parsed.raw);
      const typed = new Set(parsed.raw.flatMap((token) => (token.type === 'flag' ? [token.flag] : [])));
      this.adopt(resolveGlobals(parsed.flags, typed));
      const { 'dry-run': isDryRun } = parsed.flags as { 'dry-run'?: boolean };
      this.isDryRun = isDryRun ?? false;
      this.output.mustPrint = 'dry-run' in flags && !this.isDryRun;
    } catch (error) {
      throw toUsageError(error, { id: this.ctor.id, flagNames: Object.keys(flags) });
    }
    await askMissingFlags(given.flags ?? {}, parsed.flags, this.prompter);
    return parsed;
  }

  protected override _run<T>(): Promise<T> {
    return this.execute() as Promise<T>;
  }

  /** What a driver threw where nobody stood between, as on a read, in words for people. */
  private async explained(error: unknown): Promise<unknown> {
    if (error instanceof OpsdeskError) return error;
    const app = await this.openApp?.catch(() => undefined);
    return (await app?.explain(error)) ?? error;
  }

  private startDeadline: (timeoutMs: number) => void = () => {};

  private adopt(globals: Globals): void {
    this.globals = globals;
    this.output = new Output(this.terminal, globals);
    this.prompter = new Prompter(this.terminal, globals.mayAsk);
    if (globals.timeoutMs !== undefined) this.startDeadline(globals.timeoutMs);
  }
}

function timedOut(timeoutMs: number): OpsdeskError {
  return new OpsdeskError('TIMED_OUT', `not done after ${timeoutMs / 1_000} s`, {
    hint: 'A write may have happened: look, or run it again with the same --idempotency-key.',
    details: { timeoutMs },
  });
}
