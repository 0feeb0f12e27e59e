import type { Highs, ModelData, SparseMatrix } from 'highs';

/** Columns of a program that minimises their costs under rows that are at most their limits. */
export interface Columns {
  readonly costs: Float64Array;
  /** The rows of column c stand from `starts[c]` up to `starts[c + 1]`, with the coefficients beside them. */
  readonly starts: Int32Array;
  readonly rows: Int32Array;
  readonly coefficients: Float64Array;
}

/** A program over numbers of at least 0, that may grow. */
export interface LinearProgram {
  add(columns: Columns): void;
  /** @returns of each row what one unit more of its limit is worth, at most 0; nothing where that takes too long */
  run(): { readonly objective: number; readonly duals: Float64Array } | undefined;
}

/** Pivots after which a linear program is given up: a storm of 100,000 takes half of it. No clock, as for branches. */
const MOST_PIVOTS = 60_000;

export interface BinaryOptions {
  /** A solution to begin with. */
  readonly start: Float64Array;
  /** How far above the bound a solution is good enough, in units of the costs. */
  readonly slack: number;
  /** After which it ends with what it has: a count, unlike a time, gives the same end on every machine. */
  readonly nodes?: number;
  /** Told of each better solution as it is found. */
  readonly onFound?: (values: Float64Array) => void;
  /** Told of the bound as it rises. */
  readonly onBound?: (bound: number) => void;
}

/** Loads HiGHS, three and a half megabytes of WebAssembly: for a thread of its own, because a run blocks it. */
export async function loadHighs(): Promise<Highs> {
  // The package's types speak of its CommonJS half: what is imported is the function itself.
  const { default: load } = (await import('highs')) as unknown as { default: () => Promise<Highs> };
  return load();
}

/** By dual simplex: the interior point method takes twice as long on what comes up here. */
export function withLinearProgram(
  highs: Highs,
  columns: Columns,
  limits: Float64Array,
  work: (program: LinearProgram) => void,
): void {
  highs.withModel(modelOf(highs, columns, limits, highs.infinity), (model) => {
    model.options.set({ output_flag: false, simplex_iteration_limit: MOST_PIVOTS });
    work({
      add: (more) => {
        const count = more.costs.length;
        const upper = new Float64Array(count).fill(highs.infinity);
        const matrix = matrixOf(more, limits.length);
        model.addCols({ cost: more.costs, lower: new Float64Array(count), upper, matrix });
      },
      run: () => {
        model.run();
        const status = model.getModelStatus();
        if (status === highs.constants.modelStatus.iterationLimit) return undefined;
        assertStatus(highs, status, highs.constants.modelStatus.optimal);
        return { objective: model.getObjectiveValue(), duals: model.getSolution().rowDual };
      },
    });
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
  columns: Columns,
  limits: Float64Array,
  { start, slack, nodes, onFound, onBound }: BinaryOptions,
): { values: Float64Array; bound: number } {
  const { mipImprovingSolution, mipInterrupt } = highs.constants.callbackType;
  const { optimal, solutionLimit } = highs.constants.modelStatus;
  const integrality = new Int32Array(columns.costs.length).fill(highs.constants.variableType.integer);
  return highs.withModel({ ...modelOf(highs, columns, limits, 1), integrality }, (model) => {
    model.options.set({ output_flag: false, mip_rel_gap: 0, mip_abs_gap: slack });
    if (nodes !== undefined) model.options.set({ mip_max_nodes: nodes });
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
    assertStatus(highs, model.getModelStatus(), optimal, solutionLimit);
    return { values: model.getSolution().colValue, bound: Number(model.info.get('mip_dual_bound')) };
  });
}

function modelOf(highs: Highs, columns: Columns, limits: Float64Array, upper: number): ModelData {
  const [numCols, numRows] = [columns.costs.length, limits.length];
  return {
    ...{ numCols, numRows, colCost: columns.costs, rowUpper: limits },
    ...{ colLower: new Float64Array(numCols), colUpper: new Float64Array(numCols).fill(upper) },
    rowLower: new Float64Array(numRows).fill(-highs.infinity),
    matrix: matrixOf(columns, numRows),
  };
}

function matrixOf({ costs, starts, rows, coefficients }: Columns, numRows: number): SparseMatrix {
  return { format: 'csc', numCols: costs.length, numRows, starts, indices: rows, values: coefficients };
}

function assertStatus(highs: Highs, status: number, ...expected: readonly number[]): void {
  if (expected.includes(status)) return;
  const [name] = Object.entries(highs.constants.modelStatus).find(([, code]) => code === status) ?? [status];
  throw new Error(`HiGHS ended with: ${name}`);
}
