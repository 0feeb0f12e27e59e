/**
 * Which of many rows are in sight: keeps the one that matters within the window, and moves no further than that.
 * @returns the first row in sight
 */
export function windowStart(first: number, wanted: number, height: number, count: number): number {
  const lowest = Math.max(0, count - height);
  const kept = Math.min(Math.max(first, 0), lowest);
  if (wanted < kept) return Math.max(0, wanted);
  if (wanted >= kept + height) return Math.min(lowest, wanted - height + 1);
  return kept;
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
