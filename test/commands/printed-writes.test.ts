import { afterAll, beforeAll, expect, it } from 'vitest';
import { sqlite, type TrialDatabase } from '../support/backends.js';
import { cli } from '../support/cli.js';

let database: TrialDatabase;
let create: readonly string[];

beforeAll(async () => {
  database = await sqlite.create();
  await cli(database, ['db', 'seed', '--start', '2026-12-01']);
  const flight = (await cli(database, ['flight', 'list', '--limit', '1', '-o', 'ids'])).stdout.trim();
  create = ['booking', 'create', '--flight', flight, '--passenger', 'DOE/ANN', '--json', '--fields'];
});
afterAll(() => database?.drop());

it('a write that was done says so, with a field that there is not beside it', async () => {
  const { exitCode, stderr, json } = await cli(database, [...create, 'status,nope']);
  expect([exitCode, json()]).toEqual([0, { status: 'held', nope: null }]);
  expect(stderr).toContain('there is no field "nope"');
});

it('a dry run refuses such a field: nothing was done', async () => {
  const { exitCode, json } = await cli(database, [...create, 'status,nope', '--dry-run']);
  expect([exitCode, json()]).toEqual([2, { error: expect.objectContaining({ code: 'USAGE' }) }]);
});
