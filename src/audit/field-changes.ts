export interface FieldChange {
  /** `segments.S1.status`; an entry of a list by its place, `passengers[0]`. */
  readonly field: string;
  /** Null where the field was not there. */
  readonly before: unknown;
  readonly after: unknown;
}

/** The fields in which two JSON values differ, in the order of the newer one. */
export function listChanges(before: unknown, after: unknown): FieldChange[] {
  const old = flatten(before);
  const now = flatten(after);
  const fields = [...now.keys(), ...[...old.keys()].filter((field) => !now.has(field))];
  return fields
    .map((field) => ({ field, before: old.get(field) ?? null, after: now.get(field) ?? null }))
    .filter((change) => JSON.stringify(change.before) !== JSON.stringify(change.after));
}

function flatten(value: unknown, path = '', into = new Map<string, unknown>()): Map<string, unknown> {
  if (isLeaf(value)) {
    if (path !== '') into.set(path, value);
    return into;
  }
  for (const [key, part] of Object.entries(value)) {
    flatten(part, Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`, into);
  }
  return into;
}

/** An amount is one value: its currency does not change alone. */
function isLeaf(value: unknown): value is null | undefined | string | number | boolean {
  return typeof value !== 'object' || value === null || 'amountMinor' in value;
}
