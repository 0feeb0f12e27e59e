import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readManifest } from '../../src/cli/package-file.js';
import { ROOT } from '../cli/run-program.js';
import { onEveryBackend } from '../support/backends.js';
import { expectGolden, goldenNames } from './golden-file.js';
import { inferSchema } from './infer-schema.js';
import { collectSamples } from './tour.js';

const commands = Object.keys(readManifest(ROOT)).map((id) => id.replaceAll(':', ' '));
/** Commands that print a text and no result. */
const WITHOUT_RESULT = ['completion', 'console'];
const fileOf = (command: string) => `${command.replaceAll(' ', '-')}.json`;

/** What differs from case to case: an error's details, and fields before and after a change. */
const OPEN: Readonly<Record<string, readonly string[]>> = {
  'audit list': ['items[].before', 'items[].after', 'items[].personal'],
  'booking history': ['items[].changes[].before', 'items[].changes[].after'],
};

onEveryBackend('the JSON of every command', (backend) => {
  it('has the schema that is stored', { timeout: 120_000 }, async () => {
    const database = await backend.create({ isEmpty: true });
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'opsdesk-golden-'));
    try {
      const { results, errors } = await collectSamples(database, folder);
      expect([...results.keys()].sort()).toEqual(commands.filter((name) => !WITHOUT_RESULT.includes(name)).sort());
      for (const [command, samples] of results) {
        expectGolden(`schemas/${fileOf(command)}`, inferSchema(samples, OPEN[command]));
      }
      expectGolden('schemas/error.json', inferSchema(errors, ['error.details']));
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
      await database.drop();
    }
  });
});

describe('the stored schemas', () => {
  it('are those of the commands that there are', () => {
    const wanted = [...commands.filter((name) => !WITHOUT_RESULT.includes(name)).map(fileOf), 'error.json'].sort();
    expect(goldenNames('schemas', wanted)).toEqual(wanted);
  });
});
