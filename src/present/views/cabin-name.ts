const NAMES: Readonly<Record<string, string>> = { F: 'first', C: 'business', W: 'premium', Y: 'economy' };

/** A cabin in words: `economy` for `Y`. */
export function cabinName(cabin: string): string {
  return NAMES[cabin] ?? cabin;
}
