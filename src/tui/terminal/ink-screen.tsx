import { Box, type Instance, render, Text } from 'ink';
import type { Frame } from '../frame.js';
import type { FullScreen } from './full-screen.js';
import { inkReady } from './ink-ready.js';

/** More than anybody sees, so that each key has its frame at once. */
const MAX_FPS = 240;

/** Draws frames with Ink, which writes the lines that have changed and no others. */
export class InkScreen {
  private instance: Instance | undefined;
  private frame: Frame = [];

  private constructor(private readonly screen: FullScreen) {}

  static async open(screen: FullScreen): Promise<InkScreen> {
    await inkReady;
    return new InkScreen(screen);
  }

  draw(frame: Frame): void {
    this.frame = frame;
    if (this.instance) this.instance.rerender(<Lines frame={frame} />);
    else this.mount();
  }

  /** After a resize nobody knows what the terminal made of the lines: all are written again, from the top. */
  redraw(frame: Frame): void {
    this.close();
    this.frame = frame;
    this.screen.rewind();
    this.mount();
    this.screen.eraseBelow();
  }

  close(): void {
    this.instance?.unmount();
    this.instance = undefined;
  }

  private mount(): void {
    this.instance = render(<Lines frame={this.frame} />, {
      stdout: this.screen.canvas(),
      exitOnCtrlC: false,
      patchConsole: false,
      incrementalRendering: true,
      maxFps: MAX_FPS,
    });
  }
}

function Lines({ frame }: { readonly frame: Frame }) {
  return (
    <Box flexDirection="column">
      {frame.map((line, at) => (
        // A line is its place on the screen.
        // biome-ignore lint/suspicious/noArrayIndexKey: lines never move
        <Text key={at} wrap="truncate-end">
          {line === '' ? ' ' : line}
        </Text>
      ))}
    </Box>
  );
}
