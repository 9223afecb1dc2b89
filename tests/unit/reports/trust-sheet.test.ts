import { describe, expect, it } from 'vitest';
import { directionOf, toHtml } from '#core/reports/html.ts';
import { trustSheet } from '#core/reports/trust-sheet.ts';
import { contextFor } from './print-fixture.ts';

const WORDS = ['globe', 'post', 'trumpet', 'hockey', 'help', 'brave'];

describe('the sheet of an enrolled office', () => {
  it.each(['en', 'fr', 'ar'] as const)('shows words and numbers as the screen does (%s)', (language) => {
    const sheet = trustSheet({
      print: contextFor(language),
      programme: 'Marabia child protection',
      office: { code: 'LWN', name: 'Lwandani' },
      words: WORDS,
      groups: ['0506', '6734', '7416', '0612', '2863'],
      rootVersion: 2,
      directoryVersion: 7,
    });
    const html = toHtml(sheet, { language, dir: directionOf(language), cssHref: 'x.css' });
    const listed = [...html.matchAll(/<li><bdi dir="ltr">(\w+)<\/bdi><\/li>/g)].map(([, word]) => word);
    expect(listed).toEqual(WORDS);
    // In a right-to-left language the groups would stand in the other order without a direction of their own.
    expect(html).toContain('<bdi class="code" dir="ltr">0506 6734 7416 0612 2863</bdi>');
    expect(html).toContain('Lwandani');
  });
});
