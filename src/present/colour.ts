import { styleText } from 'node:util';

/** `badge` is for what nobody may overlook, `inverse` for where the cursor is. */
export type Tone = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'inverse' | 'badge';

/** Adds a tone to text that is already escaped; the plain one gives it back as it is. */
export type Paint = (tone: Tone, text: string) => string;

export const plainPaint: Paint = (_tone, text) => text;

const colourPaint: Paint = (tone, text) => styleText(tone === 'badge' ? ['bold', 'white', 'bgRed'] : tone, text);

export interface ColourChoice {
  readonly isTerminal: boolean;
  readonly isRefused: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Colour is for terminals that were not told otherwise (NO_COLOR with any value, `--no-color`, TERM=dumb). */
export function choosePaint({ isTerminal, isRefused, environment }: ColourChoice): Paint {
  const isForced = environment.FORCE_COLOR !== undefined && environment.FORCE_COLOR !== '0';
  if (isRefused || environment.NO_COLOR || environment.TERM === 'dumb') return plainPaint;
  return isTerminal || isForced ? colourPaint : plainPaint;
}
