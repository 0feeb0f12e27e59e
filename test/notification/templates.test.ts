import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MESSAGE_KINDS } from '../../src/customer/preferences.js';
import { openTemplates } from '../../src/notification/template-folder.js';
import { checkTemplate } from '../../src/notification/templates/check-template.js';
import { fillTemplate } from '../../src/notification/templates/fill-template.js';
import { parseTemplate, TemplateError } from '../../src/notification/templates/parse-template.js';
import { SHAPES } from '../../src/notification/templates/shape.js';
import { TEMPLATE_NAMES, Templates } from '../../src/notification/templates.js';

const format = ({ amountMinor, currency }: { amountMinor: number; currency: string }) => `${amountMinor} ${currency}`;
const flight = {
  ...{ flight: 'BA117/2026-12-01', origin: 'LHR', destination: 'JFK', seats: ['12A', '12B'] },
  ...{ departsAt: '2026-12-01T08:25:00Z', arrivesAt: '2026-12-01T11:20:00-05:00' },
};
const status = {
  ...{ recordLocator: null, flight, kind: 'delayed', cause: 'strike', delayMinutes: 0 },
  ...{ divertedTo: null, equipment: null },
} as const;
const booking = {
  ...{ recordLocator: 'K7QX2M', passengers: ['SMITH/ANN MS', 'SMITH/BOB MR'], flights: [flight] },
  ...{ total: { amountMinor: 100, currency: 'EUR' }, paid: { amountMinor: 50, currency: 'EUR' } },
};

/** Fills a body of the template for flights, or of the one for confirmations. */
function filled(body: string, name: 'flight-status' | 'confirmation' = 'flight-status'): string {
  const template = parseTemplate(`Subject: s\n\n${body}`);
  checkTemplate(template, SHAPES[name]);
  const fields = name === 'confirmation' ? booking : status;
  return fillTemplate(template, SHAPES[name], fields, format).body;
}

describe('a template', () => {
  it.each([
    ['{{flight.flight}} of {{flight.departsAt}}', 'BA117/2026-12-01 of 2026-12-01 08:25'],
    ['{{#with flight}}{{flight}}: {{seats}}{{/with}}', 'BA117/2026-12-01: 12A, 12B'],
    ['{{#if kind is delayed}}late{{else}}not{{/if}}', 'late'],
    ['{{#if kind is arrived}}there{{else}}not{{/if}}', 'not'],
    ['{{#if delayMinutes}}{{delayMinutes}}{{/if}}, {{#if delayMinutes is 0}}on time{{/if}}', '0, on time'],
    ['{{#if recordLocator}}{{recordLocator}}{{else}}nobody{{/if}}', 'nobody'],
    ['a\n{{#if kind is delayed}}\nb\n  {{/if}}\nc\n', 'a\nb\nc\n'],
    ['a\n\n{{#if kind is arrived}}\nb\n{{/if}}\nc', 'a\n\nc'],
  ])('%j is filled', (body, text) => expect(filled(body)).toBe(text));

  it('writes lists, sums and what stands around them', () => {
    const body = '{{#each passengers}}\n- {{this}} of {{recordLocator}}\n{{/each}}\n{{total}}, {{passengers}}';
    const people = '- SMITH/ANN MS of K7QX2M\n- SMITH/BOB MR of K7QX2M\n';
    expect(filled(body, 'confirmation')).toBe(`${people}100 EUR, SMITH/ANN MS, SMITH/BOB MR`);
    expect(filled('{{#each flights}}{{flight}} for {{paid}}{{/each}}', 'confirmation')).toBe(
      'BA117/2026-12-01 for 50 EUR',
    );
  });

  it.each([
    ['one\n{{kin}}', 4, 'kin', 'there is no field "kin": did you mean kind?'],
    ['{{flight.gate}}', 3, 'flight.gate', 'there is no field "flight.gate"'],
    ['{{constructor}}', 3, 'constructor', 'there is no field'],
    ['{{equipment}}', 3, 'equipment', 'may be missing: write {{#if equipment}} around it'],
    ['{{#if equipment}}{{else}}{{equipment}}{{/if}}', 3, 'equipment', 'may be missing'],
    ['{{flight}}', 3, 'flight', 'has fields of its own'],
    ['{{#each flight}}{{/each}}', 3, 'flight', 'is no list'],
    ['{{#with kind}}{{/with}}', 3, 'kind', 'has no fields of its own'],
    ['{{#if kind is late}}{{/if}}', 3, 'kind', 'is never late: it is one of cancelled'],
    ['{{#if divertedTo is BOS}}{{/if}}', 3, 'divertedTo', 'cannot be compared'],
    ['a\n\n{{#if kind}}\n', 5, undefined, '{{#if}} is never closed'],
    ['a\n{{/if}}', 4, undefined, '{{/if}} closes nothing'],
    ['{{#if kind}}\n{{/each}}', 4, undefined, '{{#if}} of line 3 is closed by {{/each}}'],
    ['{{#unless kind}}', 3, undefined, 'is neither a field nor'],
    ['a\nb {{kind', 4, undefined, 'no "}}"'],
    ['a }} b', 3, undefined, 'no "}}"'],
    ['{{ }}', 3, undefined, 'is neither a field nor'],
  ])('%j is refused', (body, line, field, words) => {
    const filling = () => filled(body);
    expect(filling).toThrow(TemplateError);
    expect(filling).toThrow(expect.objectContaining({ line, field }));
    expect(filling).toThrow(words);
  });

  it('wants a subject and an empty line', () => {
    expect(() => parseTemplate('Hello\n\nAnn')).toThrow(expect.objectContaining({ line: 1 }));
    expect(() => parseTemplate('Subject: Hello\nAnn')).toThrow(expect.objectContaining({ line: 2 }));
  });

  it('takes no field for a part of itself', () => {
    const templates = new Templates();
    const passengers = ['{{total}}', '{{#if paid}}'];
    const { body } = templates.render('confirmation', 'en', { ...booking, passengers }, format);
    expect(body).toContain('  {{total}}\n  {{#if paid}}\n');
  });

  it('says everything of every kind there is', () => {
    expect([...TEMPLATE_NAMES].sort()).toEqual([...MESSAGE_KINDS, 'digest'].sort());
    for (const kind of ['cancelled', 'diverted', 'equipment', 'departed', 'arrived'] as const) {
      const { subject } = new Templates().render('flight-status', 'en', { ...status, cause: 'strike', kind }, format);
      expect(subject).toMatch(/^Flight BA117\/2026-12-01 (?:is|has) \w+/);
    }
  });
});

describe('a folder of templates', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'opsdesk-templates-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const write = (file: string, text: string) => {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), text);
  };
  const subjectIn = async (language: string) =>
    (await openTemplates(folder)).render('confirmation', language, booking, format).subject;

  it('stands in for what comes with the program, by language', async () => {
    write('de/confirmation.txt', 'Subject: Ihre Buchung {{recordLocator}}\n\nGuten Tag\n');
    write('de-AT/confirmation.txt', 'Subject: Grüß Gott, {{recordLocator}}\r\n\r\nServus\r\n');
    write('.git/config', 'not ours');
    expect(await subjectIn('de')).toBe('Ihre Buchung K7QX2M');
    expect(await subjectIn('de-CH')).toBe('Ihre Buchung K7QX2M');
    expect(await subjectIn('DE-at')).toBe('Grüß Gott, K7QX2M');
    expect(await subjectIn('fr')).toBe('Your booking K7QX2M is confirmed');
    write('en/confirmation.txt', 'Subject: All set: {{recordLocator}}\n\nHi\n');
    expect(await subjectIn('fr')).toBe('All set: K7QX2M');
  });

  it('is refused whole for one unknown field, by file, line and field', async () => {
    write('de/refund.txt', 'Subject: Geld zurück\n\nGuten Tag\n{{betrag}}\n');
    const file = path.join(folder, 'de/refund.txt');
    await expect(openTemplates(folder)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: `${file}, line 4: there is no field "betrag": there is recordLocator, amount`,
      details: { file, line: 4, field: 'betrag' },
    });
  });

  it('is refused for what is no language and no template', async () => {
    write('de/confirmations.txt', 'x');
    await expect(openTemplates(folder)).rejects.toMatchObject({ hint: 'Did you mean confirmation.txt?' });
    fs.rmSync(path.join(folder, 'de'), { recursive: true });
    write('Deutsch!/confirmation.txt', 'x');
    await expect(openTemplates(folder)).rejects.toThrow('is no language');
    await expect(openTemplates(path.join(folder, 'none'))).rejects.toThrow('ENOENT');
  });
});
