import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';

/** UPDATE_GOLDEN=1 writes what is there in place of comparing it: its diff is what a reviewer reads. */
const isUpdate = process.env.UPDATE_GOLDEN === '1';

export function expectGolden(name: string, value: unknown): void {
  const file = path.join(import.meta.dirname, name);
  const text = `${JSON.stringify(value, undefined, 2)}\n`;
  if (isUpdate) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
  const stored = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  expect(text, `${name} differs: a change of the public contract; UPDATE_GOLDEN=1 stores it`).toBe(stored);
}

/** The names of the stored files of a folder; under UPDATE_GOLDEN those that nobody wants any more are deleted. */
export function goldenNames(folder: string, wanted: readonly string[]): string[] {
  const place = path.join(import.meta.dirname, folder);
  const names = fs.existsSync(place) ? fs.readdirSync(place) : [];
  if (!isUpdate) return names.sort();
  for (const name of names) if (!wanted.includes(name)) fs.rmSync(path.join(place, name));
  return names.filter((name) => wanted.includes(name)).sort();
}
