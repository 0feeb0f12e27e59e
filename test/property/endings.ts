/** How often each command ended how: printed, so that everybody sees what was reached. */
export const endings = new Map<string, number>();

export function count(ending: string): void {
  endings.set(ending, (endings.get(ending) ?? 0) + 1);
}
