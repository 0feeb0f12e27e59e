import { Assignment } from './assignment.js';
import type { Packed } from './pack.js';
import type { Relaxation } from './relax.js';

/**
 * Whole groups along the flows of people: the largest first, each into the option of its class that has most of its
 * flow left. Whoever fits into none of them is left, for `improve` to place.
 */
export function round(packed: Packed, { classes }: Relaxation): Assignment {
  const assignment = new Assignment(packed);
  for (const { groups, flows } of classes) {
    const left = Float64Array.from(flows, (flow) => flow + TOLERANCE);
    for (const group of groups.toSorted((a, b) => packed.sizes[b]! - packed.sizes[a]! || a - b)) {
      const size = packed.sizes[group]!;
      let most = -1;
      for (const [at, flow] of left.entries()) if (flow >= size && (most < 0 || flow > left[most]!)) most = at;
      const option = packed.starts[group]! + most;
      if (most < 0 || !assignment.fits(group, option)) continue;
      assignment.choose(group, option);
      left[most]! -= size;
    }
  }
  return assignment;
}

const TOLERANCE = 1e-6;
