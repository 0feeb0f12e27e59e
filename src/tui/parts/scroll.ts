/**
 * Which of many rows are in sight. One that leaves the window comes back in its middle: were it to come in by a line,
 * a key that is held down would draw the whole screen anew each time, and this way every seventh or so.
 * @returns the first row in sight
 */
export function windowStart(first: number, wanted: number, height: number, count: number): number {
  const lowest = Math.max(0, count - height);
  const kept = Math.min(Math.max(first, 0), lowest);
  if (wanted >= kept && wanted < kept + height) return kept;
  return Math.min(lowest, Math.max(0, wanted - Math.floor(height / 2)));
}

/**
 * Where a key moves a position among `count` of them; undefined for a key that moves nothing. No capital letter does:
 * a reference begins with one.
 */
export function moved(name: string, at: number, count: number, page: number): number | undefined {
  const last = Math.max(0, count - 1);
  switch (name) {
    case 'up':
    case 'k':
      return Math.max(0, at - 1);
    case 'down':
    case 'j':
      return Math.min(last, at + 1);
    case 'pageup':
    case 'ctrl-b':
      return Math.max(0, at - page);
    case 'pagedown':
    case 'ctrl-f':
      return Math.min(last, at + page);
    case 'home':
    case 'g':
      return 0;
    case 'end':
      return last;
    default:
      return undefined;
  }
}
