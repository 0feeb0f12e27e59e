/** The JSON schema that samples of one document have in common: their shapes, merged. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  /** What every sample had. */
  readonly required?: readonly string[];
  readonly items?: Schema;
}

interface Shape {
  /** Names of scalar types. */
  readonly scalars: ReadonlySet<string>;
  /** What every text was, until two differ. */
  readonly format: string | undefined;
  readonly fields: ReadonlyMap<string, { readonly shape: Shape; readonly isAlways: boolean }> | undefined;
  readonly items: Shape | undefined;
  readonly isList: boolean;
}

/** @param open paths such as `error.details` whose insides differ from case to case, and are left open */
export function inferSchema(samples: readonly unknown[], open: readonly string[] = []): Schema {
  const shapes = samples.map((sample) => shapeOf(sample, '', new Set(open)));
  const [first, ...others] = shapes;
  if (!first) throw new Error('no sample to infer a schema from');
  return schemaOf(others.reduce(merged, first));
}

const NOTHING: Shape = { scalars: new Set(), format: undefined, fields: undefined, items: undefined, isList: false };

function shapeOf(value: unknown, path: string, open: ReadonlySet<string>): Shape {
  if (open.has(path)) return { ...NOTHING, scalars: new Set(['any']) };
  if (value === null) return { ...NOTHING, scalars: new Set(['null']) };
  if (Array.isArray(value)) {
    const items = value.map((item) => shapeOf(item, `${path}[]`, open));
    return { ...NOTHING, isList: true, items: items.length > 0 ? items.reduce(merged) : undefined };
  }
  if (typeof value === 'object') {
    const fields = Object.entries(value).map(
      ([name, item]) =>
        [name, { shape: shapeOf(item, path === '' ? name : `${path}.${name}`, open), isAlways: true }] as const,
    );
    return { ...NOTHING, fields: new Map(fields) };
  }
  if (typeof value === 'string') return { ...NOTHING, scalars: new Set(['string']), format: formatOf(value) };
  const type = Number.isInteger(value) ? 'integer' : typeof value;
  return { ...NOTHING, scalars: new Set([type]) };
}

function formatOf(text: string): string | undefined {
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(text)) return 'date-time';
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? 'date' : undefined;
}

function merged(a: Shape, b: Shape): Shape {
  const scalars = new Set([...a.scalars, ...b.scalars]);
  if (scalars.has('number')) scalars.delete('integer');
  const areBothText = a.scalars.has('string') && b.scalars.has('string');
  const format = areBothText && a.format !== b.format ? undefined : (a.format ?? b.format);
  return {
    scalars,
    format,
    fields: a.fields && b.fields ? mergedFields(a.fields, b.fields) : (a.fields ?? b.fields),
    items: a.items && b.items ? merged(a.items, b.items) : (a.items ?? b.items),
    isList: a.isList || b.isList,
  };
}

function mergedFields(a: NonNullable<Shape['fields']>, b: NonNullable<Shape['fields']>): NonNullable<Shape['fields']> {
  return new Map(
    [...new Set([...a.keys(), ...b.keys()])].map((name) => {
      const [left, right] = [a.get(name), b.get(name)];
      if (left && right) {
        return [name, { shape: merged(left.shape, right.shape), isAlways: left.isAlways && right.isAlways }];
      }
      return [name, { shape: (left ?? right)?.shape ?? NOTHING, isAlways: false }];
    }),
  );
}

function schemaOf({ scalars, format, fields, items, isList }: Shape): Schema {
  if (scalars.has('any')) return {};
  const types = [...scalars, ...(fields ? ['object'] : []), ...(isList ? ['array'] : [])].sort();
  const names = fields ? [...fields.keys()].sort() : [];
  return {
    type: types.length === 1 ? (types[0] ?? '') : types,
    ...(format === undefined ? {} : { format }),
    ...(fields && {
      properties: Object.fromEntries(names.map((name) => [name, schemaOf(fields.get(name)?.shape ?? NOTHING)])),
      required: names.filter((name) => fields.get(name)?.isAlways),
    }),
    ...(isList && { items: items ? schemaOf(items) : {} }),
  };
}
