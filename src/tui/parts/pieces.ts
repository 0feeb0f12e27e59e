/** A line of the screen in pieces: a colour of ours, or one character. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: colour sequences of our own
export const PIECE = /\u001b\[[\d;]*m|[^\u001b]/gu;
/** Ends every colour. */
export const RESET = '\u001b[0m';
