import { openInput } from './open-input.js';

/** The text of a file, or of stdin for `-`, piece by piece. A byte that is no UTF-8 becomes U+FFFD. */
export async function* openText(source: string): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const bytes of openInput(source)) yield decoder.decode(bytes, { stream: true });
  yield decoder.decode();
}
