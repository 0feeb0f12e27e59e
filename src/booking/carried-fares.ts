import type { SegmentRecord } from './booking-record.js';

/**
 * Spreads the prices of the segments that are given over those that stand in for them, first to first: a segment that
 * is one more costs nothing, and the last takes what is left where they are fewer. The lines add up to what they did,
 * but for an infant's tenth, which is rounded for each line.
 */
export function carryFares(given: readonly SegmentRecord[], taken: readonly SegmentRecord[]): SegmentRecord[] {
  return taken.map((segment, index) => {
    const isLast = index === taken.length - 1;
    const carried = isLast ? given.slice(index) : given.slice(index, index + 1);
    const rules = carried[0] ?? given.at(-1) ?? segment;
    return {
      ...segment,
      ...rulesOf(rules),
      base_minor: carried.reduce((sum, each) => sum + each.base_minor, 0),
      tax_minor: carried.reduce((sum, each) => sum + each.tax_minor, 0),
    };
  });
}

function rulesOf(segment: SegmentRecord) {
  const { fare_basis, is_refundable, change_fee_minor, cancel_fee_minor, no_show_fee_minor } = segment;
  const { name_change_fee_minor, min_stay_days, max_stay_days, residual } = segment;
  return {
    ...{ fare_basis, is_refundable, change_fee_minor, cancel_fee_minor, no_show_fee_minor },
    ...{ name_change_fee_minor, min_stay_days, max_stay_days, residual },
  };
}
