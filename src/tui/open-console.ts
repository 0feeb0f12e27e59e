import { writeSync } from 'node:fs';
import type { App } from '../app.js';
import { choosePaint } from '../present/colour.js';
import { escapeText } from '../present/escape-text.js';
import type { Environment } from '../settings/settings.js';
import { isLegible } from './area.js';
import { Console } from './console.js';
import type { Key } from './key.js';
import type { Named } from './parts/palette.js';
import { atlas } from './places/atlas.js';
import { FullScreen, PASTES_AS_KEYS, PASTES_AS_ONE } from './terminal/full-screen.js';
import { readKeys } from './terminal/keyboard.js';
import { KeyRecorder, playKeys, readRecording } from './terminal/recording.js';
import { type ThemeName, themeOf } from './theme.js';

export interface ConsoleChoices {
  readonly environment: Environment;
  readonly isColourRefused: boolean;
  readonly theme: ThemeName;
  /** `--profile NAME`, where it was given: the commands that are shown need it too. */
  readonly commandFlags: readonly string[];
  /** Every command of the program, for the palette. */
  commands(): readonly Named[];
  /** Lines that are only added to, for screen readers. */
  readonly isPlain: boolean;
  /** A file that each key is written to. */
  readonly record?: string | undefined;
  /** A file of such keys, which are played first. */
  readonly replay?: string | undefined;
  /** Ends the console. */
  readonly signal: AbortSignal;
}

/** What draws a console, and lets go of the terminal. */
interface Screen {
  /** False where nobody could see what a key does. */
  isLegible(): boolean;
  changed(): void;
  copy(text: string): string;
  close(): void;
}

const TICK_MS = 1_000;
/** How long the first frame waits for what it is to show. */
const FIRST_FRAME_MS = 100;

/**
 * Opens the console on the process's terminal and leaves when somebody does.
 * @returns whether it was interrupted rather than left
 * @throws what opening the database throws, before the terminal is touched; FILE_NOT_FOUND, ALREADY_EXISTS and
 *   INVALID_INPUT for the files of keys
 */
export async function openConsole(app: App, choices: ConsoleChoices): Promise<boolean> {
  const { stdin, stdout } = process;
  const screenOf = choices.isPlain ? openPlainScreen : openFullScreen;
  const played = choices.replay === undefined ? [] : readRecording(choices.replay);
  const size = { width: stdout.columns || 80, height: stdout.rows || 24 };
  const recorder = choices.record === undefined ? undefined : new KeyRecorder(choices.record, size);
  const paint = choosePaint({
    isTerminal: true,
    isRefused: choices.isColourRefused || choices.isPlain,
    environment: choices.environment,
  });
  // What draws is loaded while the database opens.
  const [makeScreen] = await Promise.all([screenOf(), app.open()]);

  return new Promise<boolean>((resolve, reject) => {
    const stop = new AbortController();
    const screen = makeScreen(() => desk);
    const desk = new Console({
      app,
      atlas,
      theme: themeOf(choices.theme, paint),
      onChange: () => screen.changed(),
      onQuit: (wasInterrupted) => quit(wasInterrupted),
      copy: (text) => screen.copy(text),
      commandFlags: choices.commandFlags,
      commands: choices.commands,
    });
    const press = (key: Key): void => {
      if (!screen.isLegible() && key.name !== 'ctrl-c') return;
      try {
        recorder?.record(key);
        desk.press(key);
      } catch (error) {
        end(() => reject(error));
      }
    };
    const ticking = setInterval(() => desk.tick(), TICK_MS);
    const stopReading = readKeys(stdin, press);
    const stopWatching = app.watchChanges(() => desk.heard());
    const hangUp = () => quit(true);
    const end = (then: () => void): void => {
      if (stop.signal.aborted) return;
      stop.abort();
      clearInterval(ticking);
      stopReading();
      stopWatching();
      choices.signal.removeEventListener('abort', hangUp);
      desk.close();
      screen.close();
      recorder?.close();
      then();
    };
    const quit = (wasInterrupted: boolean): void => end(() => resolve(wasInterrupted));
    // It stays: what Ink has to clean up with kills the process where nobody else listens to the signal any more.
    process.on('SIGHUP', hangUp);
    choices.signal.addEventListener('abort', hangUp);
    if (choices.signal.aborted) return hangUp();
    desk.start();
    void playKeys(played, press, () => desk.isSettled, stop.signal);
  });
}

type MakeScreen = (desk: () => Console) => Screen;

async function openFullScreen(): Promise<MakeScreen> {
  const { InkScreen } = await import('./terminal/ink-screen.js');
  const full = new FullScreen(process.stdout, process.stdin);
  const ink = await InkScreen.open(full);
  return (desk) => {
    full.enter();
    let isDirty = false;
    let first: NodeJS.Timeout | undefined;
    let hasDrawn = false;
    const draw = () => {
      if (!isDirty) return;
      isDirty = false;
      hasDrawn = true;
      clearTimeout(first);
      ink.draw(desk().frame(full.area));
    };
    full.onResize(() => ink.redraw(desk().frame(full.area)));
    return {
      isLegible: () => isLegible(full.area),
      // All that one piece of input changes is one frame.
      changed: () => {
        // A first frame without what it is there to show would only make that come later.
        const mayWait = !hasDrawn && !desk().isSettled;
        if (mayWait) first ??= setTimeout(draw, FIRST_FRAME_MS);
        else if (!isDirty || !hasDrawn) queueMicrotask(draw);
        isDirty = true;
      },
      copy: (text) => {
        full.copy(text);
        return 'The command is in the clipboard, where the terminal allows it.';
      },
      close: () => {
        isDirty = false;
        clearTimeout(first);
        ink.close();
        full.leave();
      },
    };
  };
}

async function openPlainScreen(): Promise<MakeScreen> {
  const { PlainScreen } = await import('./terminal/plain-screen.js');
  const { stdin, stdout } = process;
  return (desk) => {
    const plain = new PlainScreen(
      (text) => stdout.write(text),
      () => stdout.columns || 80,
    );
    const giveBack = () => {
      try {
        stdin.setRawMode(false);
        writeSync(stdout.fd, PASTES_AS_KEYS);
      } catch {
        // The terminal has gone: there is nothing to give back.
      }
    };
    stdin.setRawMode(true);
    stdout.write(PASTES_AS_ONE);
    process.prependListener('exit', giveBack);
    return {
      isLegible: () => true,
      changed: () => plain.changed(desk()),
      copy: (text) => `Command: ${escapeText(text)}`,
      close: () => {
        plain.close();
        process.off('exit', giveBack);
        giveBack();
      },
    };
  };
}
