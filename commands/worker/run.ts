import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { workerView } from '../../src/present/views/worker-view.js';

export default class WorkerRun extends BaseCommand {
  static override summary = 'Do what happens behind the desk, until it is stopped.';
  static override description =
    'Lets holds run out, settles open payments, reminds of departures, publishes events, sends messages and seals the audit trail. Run as many as you like beside each other. Ctrl-C or SIGTERM ends it when what it has in hand is done, within half a minute, and a second one at once; it then prints what was done. With --metrics-port it serves /healthz and /metrics. With --webhook-port it takes POST /webhooks/stripe and /webhooks/paypal from a reverse proxy, which has the TLS. It logs to stderr, from the level in OPSDESK_LOG_LEVEL on (info).';
  static override examples = [
    'opsdesk worker run',
    { description: 'Until nothing is left to do, as from cron', command: 'opsdesk worker run --once --json' },
    {
      description: 'For a supervisor',
      command: 'opsdesk worker run --concurrency 50 --metrics-port 9464 --webhook-port 8321',
    },
  ];
  static override flags = {
    once: Flags.boolean({ summary: 'End when nothing is left to do.' }),
    concurrency: Flags.integer({
      summary: 'So many deliveries at once.',
      helpValue: 'N',
      min: 1,
      max: 200,
      default: 20,
    }),
    'metrics-port': Flags.integer({
      summary: 'Serve health and metrics at this port; 0 for any.',
      helpValue: 'N',
      min: 0,
      max: 65_535,
    }),
    'metrics-host': Flags.string({
      summary: 'And at this address.',
      helpValue: 'HOST',
      default: '127.0.0.1',
    }),
    'webhook-port': Flags.integer({
      summary: 'Take web hooks of gateways at this port of 127.0.0.1; 0 for any.',
      helpValue: 'N',
      min: 0,
      max: 65_535,
      exclusive: ['once'],
    }),
    'log-format': Flags.option({
      summary: 'Log as text, or as JSON lines: the default of a worker whose stderr is no terminal, but for --once.',
      helpValue: 'FORMAT',
      options: ['text', 'json'] as const,
    })(),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(WorkerRun);
    const { once: isOnce, concurrency, 'metrics-port': port, 'metrics-host': host } = flags;
    const webHookPort = flags['webhook-port'];
    const own = STEPS + (webHookPort === undefined ? 0 : WEB_HOOKS);
    this.deskOptions = { maxConnections: Math.min(concurrency, MOST_CONNECTIONS) + own };
    const signal = this.interruptSignal();
    const app = await this.app();
    // A supervisor collects JSON; cron mails what a run has to say to a person.
    const format = flags['log-format'] ?? (isOnce || this.terminal.isErrorTerminal ? 'text' : 'json');
    if (!isOnce && format === 'text') this.note('Working. Ctrl-C ends it when what it has in hand is done.');
    const counts = await app.worker.run({
      isOnce,
      signal,
      concurrency,
      programVersion: this.config.version,
      log: { format, isQuiet: this.globals.isQuiet, write: (line) => this.terminal.writeError(line) },
      webHookPort,
      health: port === undefined ? undefined : { port, host },
    });
    await this.show(counts, workerView);
  }
}

/** Deliveries take turns at these; and each of the other steps may have one of its own. */
const MOST_CONNECTIONS = 12;
const STEPS = 9;
/** Web hooks that are kept or looked at at once. */
const WEB_HOOKS = 6;
