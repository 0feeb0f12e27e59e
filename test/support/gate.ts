/** Holds every call of a method back until it is opened; then the method does what it does. */
export interface Gate {
  open(): void;
  /** Calls that came so far. */
  readonly calls: number;
}

type Method = (...args: never[]) => Promise<unknown>;

/** @param isHeld which calls are held back, by their arguments; all of them unless given */
export function gateOf<K extends string, T extends Record<K, Method>>(
  target: T,
  name: K,
  isHeld: (...args: Parameters<T[K]>) => boolean = () => true,
): Gate {
  const real = target[name].bind(target) as (...args: Parameters<T[K]>) => Promise<unknown>;
  let open = (): void => {};
  const opening = new Promise<void>((resolve) => {
    open = resolve;
  });
  let calls = 0;
  Object.assign(target, {
    [name]: async (...args: Parameters<T[K]>) => {
      if (isHeld(...args)) {
        calls += 1;
        await opening;
      }
      return real(...args);
    },
  });
  return {
    open: () => open(),
    get calls() {
      return calls;
    },
  };
}
