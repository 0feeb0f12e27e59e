import { didYouMean } from '../../kernel/did-you-mean.js';
import { type Template, TemplateError, type TemplateNode } from './parse-template.js';
import type { FieldShape, Shape } from './shape.js';

/** What can be named at a place of a template, innermost first, and which of it is known to be there. */
interface Scope {
  readonly shapes: readonly Shape[];
  readonly isThere: ReadonlySet<string>;
}

/**
 * That a template names no field, and compares with no word, that its message does not have, and writes nothing that may
 * be missing.
 * @throws TemplateError
 */
export function checkTemplate({ subject, body }: Template, shape: Shape): void {
  const scope = { shapes: [shape], isThere: new Set<string>() };
  for (const nodes of [subject, body]) checkAll(nodes, scope);
}

function checkAll(nodes: readonly TemplateNode[], scope: Scope): void {
  for (const node of nodes) check(node, scope);
}

function check(node: TemplateNode, scope: Scope): void {
  switch (node.kind) {
    case 'text':
      break;
    case 'field':
      checkField(node, scope);
      break;
    case 'if':
      checkComparison(node, scope);
      checkAll(node.then, { ...scope, isThere: new Set([...scope.isThere, node.path]) });
      checkAll(node.otherwise, scope);
      break;
    case 'each':
    case 'with':
      checkBlock(node, scope);
  }
}

function checkBlock(node: TemplateNode & { kind: 'each' | 'with' }, scope: Scope): void {
  const found = shapeOf(node, scope);
  const item = node.kind === 'each' ? found.kind === 'list' && found.of : found;
  if (item === false || (node.kind === 'with' && found.kind !== 'group')) {
    throw wrong(node, node.kind === 'each' ? 'is no list' : 'has no fields of its own');
  }
  const inner = item.kind === 'group' ? item.fields : { this: item };
  // A name means another thing in there: what is known of it outside says nothing.
  const isThere = [...scope.isThere].filter((path) => !Object.hasOwn(inner, path.split('.')[0] ?? ''));
  checkAll(node.inner, { shapes: [inner, ...scope.shapes], isThere: new Set(isThere) });
}

function checkField(node: TemplateNode & { kind: 'field' }, scope: Scope): void {
  const found = shapeOf(node, scope);
  if (found.kind === 'group') throw wrong(node, `has fields of its own: ${Object.keys(found.fields).join(', ')}`);
  if (found.kind === 'list' && found.of.kind === 'group') throw wrong(node, 'is a list: write {{#each …}} around it');
  if ('isNullable' in found && !scope.isThere.has(node.path)) {
    throw wrong(node, `may be missing: write {{#if ${node.path}}} around it`);
  }
}

function checkComparison(node: TemplateNode & { kind: 'if' }, scope: Scope): void {
  const found = shapeOf(node, scope);
  if (node.is === undefined) return;
  if (found.kind === 'number' && /^-?\d+$/.test(node.is)) return;
  if (found.kind === 'word' && found.words.includes(node.is)) return;
  const words = found.kind === 'word' ? `it is one of ${found.words.join(', ')}` : 'it cannot be compared with that';
  throw wrong(node, `is never ${node.is}: ${words}`);
}

function shapeOf({ path, line }: { readonly path: string; readonly line: number }, { shapes }: Scope): FieldShape {
  const [first = '', ...rest] = path.split('.');
  const shape = shapes.find((each) => Object.hasOwn(each, first));
  let found = shape?.[first];
  for (const name of rest) {
    found = found?.kind === 'group' && Object.hasOwn(found.fields, name) ? found.fields[name] : undefined;
  }
  if (found) return found;
  const known = [...new Set(shapes.flatMap((each) => Object.keys(each)))];
  const near = didYouMean(first, known);
  const hint = near !== undefined && near !== first ? `did you mean ${near}?` : `there is ${known.join(', ')}`;
  throw new TemplateError(`there is no field "${path}": ${hint}`, line, path);
}

function wrong({ path, line }: { readonly path: string; readonly line: number }, problem: string): TemplateError {
  return new TemplateError(`the field "${path}" ${problem}`, line, path);
}
