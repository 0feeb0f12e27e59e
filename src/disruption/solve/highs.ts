import type { Highs, Model } from 'highs';

/** Minimise costs over columns of at least 0 under rows that are at most their limits. */
export interface Program {
  readonly costs: Float64Array;
  /** Whether columns are 0 or 1: without, they are any numbers of at least 0. */
  readonly isBinary: boolean;
  /** The rows of column c stand from `starts[c]` up to `starts[c + 1]`, with the coefficients beside them. */
  readonly starts: Int32Array;
  readonly rows: Int32Array;
  readonly coefficients: Float64Array;
  readonly limits: Float64Array;
}

export interface BinaryOptions {
  /** A solution to begin with. */
  readonly start: Float64Array;
  /** How far above the bound a solution is good enough, in units of the costs. */
  readonly slack: number;
  /** After which it ends with what it has: a count, unlike a time, gives the same end on every machine. */
  readonly nodes?: number;
  /** Told of each better solution as it is found. */
  readonly onFound?: (columns: Float64Array) => void;
  /** Told of the bound as it rises. */
  readonly onBound?: (bound: number) => void;
}

/** Loads HiGHS, three and a half megabytes of WebAssembly: for a thread of its own, because a run blocks it. */
export async function loadHighs(): Promise<Highs> {
  // The package's types speak of its CommonJS half: what is imported is the function itself.
  const { default: load } = (await import('highs')) as unknown as { default: () => Promise<Highs> };
  return load();
}

/**
 * Solves a program of plain numbers by dual simplex: the interior point method takes twice as long on these.
 *
 * @returns the columns, and of each row what one unit more of its limit is worth, at most 0
 * @throws Error where HiGHS gives up, out of memory for one
 */
export function minimise(highs: Highs, program: Program): { columns: Float64Array; duals: Float64Array } {
  return withModel(highs, program, (model) => {
    model.run();
    const status = model.getModelStatus();
    if (status !== highs.constants.modelStatus.optimal) throw new Error(`HiGHS ended with model status ${status}`);
    const { colValue: columns, rowDual: duals } = model.getSolution();
    return { columns, duals };
  });
}

/**
 * Solves a program of zeros and ones.
 *
 * @returns the best columns, and what no others can fall below
 * @throws Error where HiGHS gives up, out of memory for one
 */
export function minimiseBinary(
  highs: Highs,
  program: Program,
  { start, slack, nodes, onFound, onBound }: BinaryOptions,
): { columns: Float64Array; bound: number } {
  const { mipImprovingSolution, mipInterrupt } = highs.constants.callbackType;
  return withModel(highs, program, (model) => {
    model.options.set({ mip_rel_gap: 0, mip_abs_gap: slack, ...(nodes !== undefined && { mip_max_nodes: nodes }) });
    model.setSolution({ colValue: start });
    model.run({
      [mipImprovingSolution]({ data }) {
        if (data.mip_solution) onFound?.(data.mip_solution);
      },
      // Whether to go on is asked often enough to hear of the bound.
      [mipInterrupt]({ data }) {
        if (data.mip_dual_bound !== undefined) onBound?.(data.mip_dual_bound);
      },
    });
    const status = model.getModelStatus();
    const { optimal, solutionLimit } = highs.constants.modelStatus;
    if (status !== optimal && status !== solutionLimit) throw new Error(`HiGHS ended with model status ${status}`);
    return { columns: model.getSolution().colValue, bound: Number(model.info.get('mip_dual_bound')) };
  });
}

function withModel<T>(highs: Highs, program: Program, work: (model: Model) => T): T {
  const { costs, isBinary, starts, rows, coefficients, limits } = program;
  const [numCols, numRows] = [costs.length, limits.length];
  return highs.withModel(
    {
      ...{ numCols, numRows, colCost: costs, colLower: new Float64Array(numCols) },
      ...{ colUpper: new Float64Array(numCols).fill(isBinary ? 1 : highs.infinity), rowUpper: limits },
      rowLower: new Float64Array(numRows).fill(-highs.infinity),
      matrix: { format: 'csc', numCols, numRows, starts, indices: rows, values: coefficients },
      ...(isBinary && { integrality: new Int32Array(numCols).fill(highs.constants.variableType.integer) }),
    },
    (model) => {
      model.options.set({ output_flag: false });
      return work(model);
    },
  );
}
