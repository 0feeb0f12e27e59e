const BAR_WIDTH = 16;

/** A share of one as a bar; more than one is a full bar. */
export function bar(share: number, width = BAR_WIDTH): string {
  const full = Math.round(Math.max(0, Math.min(1, share)) * width);
  return `${'█'.repeat(full)}${'░'.repeat(width - full)}`;
}
