import type { BaseCommand } from './base-command.js';
import type { CommandRegistry } from './command-registry.js';
import { formatErrorJson, formatErrorText, formatStack, toOpsdeskError } from './errors.js';
import { exitCodeOf } from './exit-codes.js';
import { asksForDebug, asksForJson, refusesColour } from './requested-format.js';
import { routeOf } from './route.js';
import { ClosedPipeError, paintFor, processTerminal, type Terminal } from './terminal.js';

export interface Program {
  readonly registry: CommandRegistry;
  /** The folder of package.json and oclif.manifest.json. */
  readonly root: string;
}

/** How long a failed command may take to let go of its connections. */
const CLOSE_MS = 2_000;

/** Runs one command line and gives its exit status. Nothing that is thrown leaves it. */
export async function main(argv: readonly string[], program: Program): Promise<number> {
  let command: BaseCommand | undefined;
  const report = (error: unknown) => reportError(error, argv, command?.hasPrintedDocument ?? false);
  process.on('uncaughtException', (error) => process.exit(report(error)));
  try {
    const route = routeOf(argv, program.registry.ids);
    switch (route.kind) {
      case 'version':
        processTerminal.writeOutput(`${await versionLine(program.root)}\n`);
        return 0;
      case 'help':
        return await showHelp(route.words, argv, program);
      case 'bare':
        if (!hasConsole(program)) return await showHelp([], argv, program);
        command = await instantiate('console', [], program);
        return await command.execute();
      case 'command':
        command = await instantiate(route.id, route.argv, program);
        return await command.execute();
    }
  } catch (error) {
    const status = report(error);
    // An interrupted command may never get hold of what it would have to let go of.
    if (status !== exitCodeOf('INTERRUPTED')) await closeInTime(command);
    return status;
  }
}

async function instantiate(id: string, argv: readonly string[], program: Program): Promise<BaseCommand> {
  const [{ createConfig }, Class] = await Promise.all([import('./oclif-config.js'), program.registry.load(id)]);
  Class.id = id;
  return new Class([...argv], createConfig(program.root));
}

function hasConsole({ registry }: Program): boolean {
  return registry.ids.includes('console') && processTerminal.isOutputTerminal && processTerminal.isInputTerminal;
}

async function showHelp(words: readonly string[], argv: readonly string[], program: Program): Promise<number> {
  const { helpPage } = await import('./help/help-page.js');
  const paint = paintFor('output', processTerminal, refusesColour(argv, processTerminal.environment));
  const width = Math.min(processTerminal.width ?? 80, 100);
  processTerminal.writeOutput(`${helpPage(words, { root: program.root, ids: program.registry.ids, paint, width })}\n`);
  return 0;
}

async function versionLine(root: string): Promise<string> {
  const { readPackage } = await import('./package-file.js');
  return `opsdesk/${readPackage(root).version} ${process.platform}-${process.arch} node-${process.version}`;
}

function reportError(
  thrown: unknown,
  argv: readonly string[],
  hasDocument: boolean,
  terminal: Terminal = processTerminal,
) {
  if (thrown instanceof ClosedPipeError) return 0;
  const error = toOpsdeskError(thrown);
  const isJson = asksForJson(argv, terminal.environment) && !hasDocument && error.code !== 'OUTPUT_FAILED';
  if (!isJson || !printed(`${formatErrorJson(error)}\n`, terminal)) {
    const paint = paintFor('error', terminal, refusesColour(argv, terminal.environment));
    terminal.writeError(`${formatErrorText(error, paint)}\n`);
  }
  if (asksForDebug(argv, terminal.environment)) terminal.writeError(`${formatStack(thrown)}\n`);
  return exitCodeOf(error.code);
}

/** @returns false where stdout cannot take it: then it is said on stderr */
function printed(text: string, terminal: Terminal): boolean {
  try {
    terminal.writeOutput(text);
    return true;
  } catch (error) {
    return error instanceof ClosedPipeError;
  }
}

async function closeInTime(command: BaseCommand | undefined): Promise<void> {
  if (!command) return;
  const late = new Promise<void>((resolve) => setTimeout(resolve, CLOSE_MS).unref());
  // The command has failed with a reason of its own; what closing adds to it is of no use to anyone.
  await Promise.race([command.close().catch(() => {}), late]);
}
