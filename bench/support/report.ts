/** One figure of `npm run bench`: a ratio of two things measured side by side in this run. */
export interface Figure {
  readonly what: string;
  readonly ours: string;
  readonly theirs: string;
  readonly ratio: number;
  /** What we hold ourselves to; undefined where a figure only informs. */
  readonly bound?: { readonly atLeast?: number; readonly atMost?: number } | undefined;
}

export function printFigure({ what, ours, theirs, ratio, bound }: Figure): void {
  const limit =
    bound?.atLeast === undefined
      ? bound?.atMost === undefined
        ? ''
        : `at most ${bound.atMost}`
      : `at least ${bound.atLeast}`;
  const holds =
    (bound?.atLeast ?? Number.NEGATIVE_INFINITY) <= ratio && ratio <= (bound?.atMost ?? Number.POSITIVE_INFINITY);
  const verdict = limit === '' ? '' : `${limit}: ${holds ? 'holds' : 'MISSED'}`;
  console.log(`  ${what.padEnd(44)} ${ratio.toFixed(2).padStart(7)}   ${verdict.padEnd(22)} ${ours}  over  ${theirs}`);
}

export function printHeading(text: string): void {
  console.log(`\n${text}`);
}
