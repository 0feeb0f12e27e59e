import { BaseCommand } from '../src/cli/base-command.js';
import { commandLine } from '../src/cli/demo/command-line.js';
import { type CommandRun, DemoDesk } from '../src/cli/demo/demo-desk.js';
import { type Guide, type Stop, walkTour } from '../src/cli/demo/tour.js';
import { OpsdeskError } from '../src/kernel/errors.js';
import { type DemoStep, demoStepView, demoView } from '../src/present/views/demo-view.js';

export default class Demo extends BaseCommand {
  static override summary = 'See the life of a booking, in a world that is thrown away afterwards.';
  static override description =
    'Runs real commands, one after the other, on a database of its own in a temporary folder: search, book, a seat that is taken, pay, change, failing mail, cancel and refund, the audit trail. Your own data is not touched. Exits 0 only if each command did what it should.';
  static override examples = ['opsdesk demo', { description: 'For CI', command: 'opsdesk demo --json' }];

  private readonly steps: DemoStep[] = [];

  async run(): Promise<void> {
    await this.parse(Demo);
    const signal = this.interruptSignal();
    const desk = new DemoDesk({
      environment: this.terminal.environment,
      launcher: process.argv[1] ?? '',
      isColoured: this.output.paint()('bold', '') !== '',
      signal,
    });
    try {
      await walkTour(this.guide(desk));
    } catch (error) {
      if (signal.aborted) throw new OpsdeskError('INTERRUPTED', 'interrupted', { cause: error });
      throw error;
    } finally {
      desk.remove();
    }
    const result = { ok: this.steps.every((step) => step.ok), steps: this.steps };
    await this.sumUp(result, demoView, result.steps, demoStepView);
    if (!result.ok) this.conclude('SOME_FAILED');
  }

  private guide(desk: DemoDesk): Guide {
    return {
      stop: async (stop) => {
        const command = commandLine(stop.argv, stop.environment);
        this.tell((bold, dim) => `${dim(`# ${stop.title}`)}\n${bold(`$ ${command}`)}`);
        const run = await desk.run(stop.argv, stop.environment);
        this.tell(() => run.printed);
        this.steps.push({ command, status: run.status, ok: isAsExpected(stop, run) });
        return run;
      },
      look: async (argv, environment) => {
        const { stdout } = await desk.run(argv, environment);
        return JSON.parse(stdout);
      },
    };
  }

  /** The story is for people alone; programs read the result at its end. */
  private tell(text: (bold: (text: string) => string, dim: (text: string) => string) => string): void {
    if (this.globals.format !== 'table') return;
    const paint = this.output.paint();
    this.output.raw(
      `${text(
        (words) => paint('bold', words),
        (words) => paint('dim', words),
      )}\n`,
    );
  }
}

function isAsExpected({ status = 0, expects }: Stop, run: CommandRun): boolean {
  return run.status === status && (expects?.test(run.printed) ?? true);
}
