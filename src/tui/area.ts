/** The columns and lines that somebody may draw in. */
export interface Area {
  readonly width: number;
  readonly height: number;
}

/**
 * A line of the screen: escaped text, with colours of ours in it and nothing else that a terminal obeys.
 * Whoever draws keeps within the width of the area.
 */
export type Line = string;

/** The least that the console can be used on. */
export const SMALLEST: Area = { width: 80, height: 24 };

export function isLegible({ width, height }: Area): boolean {
  return width >= SMALLEST.width && height >= SMALLEST.height;
}
