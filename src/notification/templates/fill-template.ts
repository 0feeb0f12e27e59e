import type { Money } from '../../kernel/money.js';
import type { Template, TemplateNode } from './parse-template.js';
import type { FieldShape, Shape } from './shape.js';
import type { FormatMoney, MessageText } from './template.js';

interface Scope {
  readonly shape: Shape;
  readonly values: Readonly<Record<string, unknown>>;
  readonly outer: Scope | undefined;
}

/** Fills a template that `checkTemplate` has let pass. */
export function fillTemplate(
  { subject, body }: Template,
  shape: Shape,
  fields: Readonly<Record<string, unknown>>,
  format: FormatMoney,
): MessageText {
  const scope: Scope = { shape, values: fields, outer: undefined };
  return { subject: fill(subject, scope, format), body: fill(body, scope, format) };
}

function fill(nodes: readonly TemplateNode[], scope: Scope, format: FormatMoney): string {
  return nodes.map((node) => fillNode(node, scope, format)).join('');
}

function fillNode(node: TemplateNode, scope: Scope, format: FormatMoney): string {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'field': {
      const { value, shape } = find(node.path, scope);
      // A message that was queued by another version of the program: an empty space would be worse.
      if (value === undefined || value === null) throw new Error(`the message has no ${node.path}`);
      return write(value, shape, format);
    }
    case 'if':
      return fill(isTrue(find(node.path, scope).value, node.is) ? node.then : node.otherwise, scope, format);
    case 'with': {
      const { value, shape } = find(node.path, scope);
      return fill(node.inner, inside(value, shape, scope), format);
    }
    case 'each': {
      const { value, shape } = find(node.path, scope);
      const of = shape.kind === 'list' ? shape.of : shape;
      return (value as readonly unknown[]).map((item) => fill(node.inner, inside(item, of, scope), format)).join('');
    }
  }
}

function inside(value: unknown, shape: FieldShape, outer: Scope): Scope {
  if (shape.kind !== 'group') return { shape: { this: shape }, values: { this: value }, outer };
  return { shape: shape.fields, values: value as Scope['values'], outer };
}

function find(path: string, scope: Scope): { value: unknown; shape: FieldShape } {
  const [first = '', ...rest] = path.split('.');
  if (!Object.hasOwn(scope.shape, first)) {
    if (!scope.outer) throw new Error(`a template that was not checked names ${path}`);
    return find(path, scope.outer);
  }
  let value = scope.values[first];
  let shape = scope.shape[first] as FieldShape;
  for (const name of rest) {
    value = (value as Scope['values'])[name];
    shape = (shape as FieldShape & { kind: 'group' }).fields[name] as FieldShape;
  }
  return { value, shape };
}

/** A number is there even when it is zero; a list is when it has something in it. */
function isTrue(value: unknown, is: string | undefined): boolean {
  if (is !== undefined) return String(value) === is;
  return value !== null && value !== undefined && (!Array.isArray(value) || value.length > 0);
}

function write(value: unknown, shape: FieldShape, format: FormatMoney): string {
  switch (shape.kind) {
    case 'money':
      return format(value as Money);
    case 'time':
      return wallTime(String(value));
    case 'list':
      return (value as readonly unknown[]).map((item) => write(item, shape.of, format)).join(', ');
    case 'text':
    case 'word':
    case 'number':
    case 'group':
      return String(value);
  }
}

/** `2026-12-01 09:30`, the wall clock at the place. */
function wallTime(instant: string): string {
  return instant.slice(0, 16).replace('T', ' ');
}
