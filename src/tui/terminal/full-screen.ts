import { writeSync } from 'node:fs';
import { Writable } from 'node:stream';
import type { Area } from '../area.js';

/** A paste comes between marks, and is no row of keys of which each does something. */
export const PASTES_AS_ONE = '\u001b[?2004h';
export const PASTES_AS_KEYS = '\u001b[?2004l';
const ENTER = `\u001b[?1049h\u001b[2J\u001b[H\u001b[?25l${PASTES_AS_ONE}`;
const LEAVE = `${PASTES_AS_KEYS}\u001b[?25h\u001b[?1049l\u001b[0m`;
const STDOUT = 1;
const HOME = '\u001b[H';
// biome-ignore lint/suspicious/noControlCharactersInRegex: as terminals read it
const UP = /^\u001b\[\d+A/;
const ERASE_BELOW = '\u001b[J';

/**
 * The alternate screen of the terminal, from entering it to giving the old one back: on leaving, on a signal, on a
 * crash. Whoever restores it writes synchronously, for the process may not live any longer.
 */
export class FullScreen {
  private isEntered = false;

  constructor(
    private readonly output: NodeJS.WriteStream,
    private readonly input: NodeJS.ReadStream,
  ) {}

  get area(): Area {
    return { width: this.output.columns || 80, height: this.output.rows || 24 };
  }

  enter(): void {
    this.isEntered = true;
    process.prependListener('exit', this.leave);
    process.prependListener('uncaughtException', this.leave);
    this.input.setRawMode(true);
    this.output.write(ENTER);
  }

  /** Gives the terminal back as it was. Doing it twice is doing it once. */
  readonly leave = (): void => {
    if (!this.isEntered) return;
    this.isEntered = false;
    process.off('exit', this.leave);
    process.off('uncaughtException', this.leave);
    try {
      this.input.setRawMode(false);
      writeSync(STDOUT, LEAVE);
    } catch {
      // The terminal has gone (SIGHUP): there is nothing to give back.
    }
  };

  onResize(listener: () => void): void {
    this.output.on('resize', listener);
  }

  /** To the top, over what stands there, for whoever draws all of it anew: nothing is cleared before it is replaced. */
  rewind(): void {
    this.output.write(HOME);
  }

  eraseBelow(): void {
    this.output.write(ERASE_BELOW);
  }

  /**
   * The stream that Ink draws on. It says that the terminal has any number of lines, because Ink clears the whole of it
   * whenever its last frame was as tall, as after a resize; how tall a frame may be is decided by who lays it out. And
   * where Ink 6.8 goes up to the first line of the frame, one line too few, it is taken to the top of the screen.
   */
  canvas(): NodeJS.WriteStream {
    const { output } = this;
    const canvas = new Writable({
      decodeStrings: false,
      write: (chunk: string | Uint8Array, _encoding, done) => {
        if (this.isEntered) output.write(String(chunk).replace(UP, HOME), () => done());
        else done();
      },
    });
    return Object.defineProperties(canvas, {
      isTTY: { value: true },
      rows: { value: Number.MAX_SAFE_INTEGER },
      columns: { get: () => this.area.width },
    }) as NodeJS.WriteStream;
  }

  /** By OSC 52, which terminals obey or ignore. */
  copy(text: string): void {
    this.output.write(`\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`);
  }
}
