import { describe, expect, it } from 'vitest';
import type { ListQuery } from '#core/contracts/cases.contract.ts';
import type { Block, PrintDocument, Runs } from '#core/reports/document.ts';
import { caseList } from '#core/reports/case-list.ts';
import { caseSummary } from '#core/reports/case-summary.ts';
import { registrationForm } from '#core/reports/registration-form.ts';
import { withoutNames } from '#core/reports/names-in-text.ts';
import { initialsOf, namesIn, redactionDefault } from '#core/reports/redaction.ts';
import { toHtml } from '#core/reports/html.ts';
import { CODE, contextFor, DOCUMENT, EVERY_CASE, filledWith, fullConfiguration, NAMES } from './print-fixture.ts';

const configuration = fullConfiguration();
const filled = filledWith(configuration);
const header = { owner: 'Neema Baraka', officeOfCase: 'Kisimani' };
const htmlOf = (document: PrintDocument): string =>
  toHtml(document, { language: 'en', dir: 'ltr', cssHref: 'print/print.css' });

/** Everything in the case by which the child or the family can be named or found. */
const SECRETS = [...Object.values(NAMES), 'Juma', 'Ọládélé', 'Amina', 'Plot 14', '+2547000000', 'Mwembe'] as const;

const gridValue = (document: PrintDocument, label: string): Runs | undefined => {
  const grids = document.blocks.filter((block): block is Extract<Block, { kind: 'grid' }> => block.kind === 'grid');
  const value = grids.flatMap((grid) => grid.items).find((item) => item.label === label)?.value;
  return value === undefined || value === 'blank' || 'ticks' in value ? undefined : value;
};

describe('who is named on paper', () => {
  it('shows codes on the summary and the list and names on what is signed', () => {
    expect(redactionDefault('case-summary')).toBe('code');
    expect(redactionDefault('case-list')).toBe('code');
    expect(redactionDefault('registration')).toBe('full');
  });

  it.each(['code', 'initials'] as const)('lets no name, address or number into a summary with %s', (names) => {
    const html = htmlOf(
      caseSummary({
        print: contextFor('en', { names }),
        configuration,
        filled,
        header,
        family: { related: [] },
        timeline: [],
      }),
    );
    for (const secret of SECRETS) expect(html).not.toContain(secret);
    expect(html).toContain(CODE);
  });

  it('takes names out of narratives in any case, as whole words', () => {
    const document = caseSummary({
      print: contextFor('en', { names: 'code' }),
      configuration,
      filled: {
        ...filled,
        document: { ...DOCUMENT, values: { ...DOCUMENT.values, risk_reason: 'JUMA fears him. Jumanne is a friend.' } },
      },
      header,
      family: { related: [] },
      timeline: [],
    });
    const text = JSON.stringify(document.blocks);
    expect(text).toContain('[name] fears him. Jumanne is a friend.');
  });

  it('replaces the child’s name by the code and hides the family’s in a registration form with codes', () => {
    const document = registrationForm({
      print: contextFor('en', { names: 'code' }),
      configuration,
      forms: ['consent', 'registration'],
      filled,
    });
    const html = htmlOf(document);
    for (const secret of SECRETS) expect(html).not.toContain(secret);
    expect(gridValue(document, 'Full name, as the family writes it')).toEqual([{ kind: 'code', text: CODE }]);
    expect(gridValue(document, 'Address')).toEqual([{ kind: 'marked', text: 'not in this copy' }]);
  });

  it('prints every name on the form that is signed', () => {
    const html = htmlOf(
      registrationForm({ print: contextFor('en'), configuration, forms: ['consent', 'registration'], filled }),
    );
    for (const name of [NAMES.latin, 'Plot 14', 'Mwembe']) expect(html).toContain(name);
  });

  it('never puts a name into the title, whatever the copy shows', () => {
    for (const names of ['code', 'initials', 'full'] as const) {
      const print = contextFor('en', { names });
      const titles = [
        registrationForm({ print, configuration, forms: ['registration'], filled }).title,
        caseSummary({ print, configuration, filled, header, family: { related: [] }, timeline: [] }).title,
      ];
      expect(titles).toEqual([`Registration ${CODE}`, `Case summary ${CODE}`]);
    }
  });

  it('has no name column in a list with codes, even when names were handed in', () => {
    const line = {
      code: CODE,
      name: NAMES.latin,
      initials: 'J. Ọ.',
      ageAbout: false,
      status: 'open',
      updatedAtUtc: '2026-11-20T08:00:00Z',
      officeCode: 'KSM',
      conflicts: 0,
    };
    const html = (names: 'code' | 'initials' | 'full'): string =>
      htmlOf(
        caseList({
          print: contextFor('en', { names }),
          configuration,
          lines: [line],
          kept: 0,
          total: 1,
          of: 1,
          query: EVERY_CASE,
        }),
      );
    expect(html('code')).not.toMatch(/Juma|J\. Ọ\./);
    expect(html('initials')).toContain('J. Ọ.');
    expect(html('initials')).not.toContain('Juma');
    expect(html('full')).toContain(NAMES.latin);
  });
});

describe('the filter of a printed list', () => {
  const printed = (names: 'code' | 'initials' | 'full', query: Partial<ListQuery>): string =>
    htmlOf(
      caseList({
        print: contextFor('en', { names }),
        configuration,
        lines: [],
        kept: 0,
        total: 0,
        of: 60,
        query: { ...EVERY_CASE, ...query },
      }),
    );

  it('does not tell on a list with codes whom somebody searched for', () => {
    for (const names of ['code', 'initials'] as const) {
      const html = printed(names, { text: 'Juma Ọládélé' });
      expect(html).not.toMatch(/Juma|Ọládélé/);
      expect(html).toContain('narrowed by a search');
    }
    expect(printed('full', { text: 'Juma' })).toContain('search: <bdi>Juma</bdi>');
  });

  it('says in words what was left out', () => {
    const html = printed('code', { status: ['open'], risk: ['high', 'medium'], office: 'received', conflicts: true });
    expect(html).toContain(
      '0 cases of 60 · Open · risk: High, Medium · received from other offices · with different answers to decide',
    );
    expect(printed('code', {})).toContain('<p>0 cases of 60</p>');
  });

  it('says when there are more cases than paper', () => {
    const list = (total: number): string =>
      htmlOf(
        caseList({
          print: contextFor('en', { names: 'code' }),
          configuration,
          lines: [],
          kept: 0,
          total,
          of: 9,
          query: EVERY_CASE,
        }),
      );
    expect(list(7)).toContain('7 cases fit and only the first 0 are printed.');
    expect(list(0)).not.toContain('only the first');
  });
});

describe('a name inside a sentence', () => {
  it.each([
    ['Latin, with an apostrophe', 'Juma', 'Juma’s aunt, not Jumanne', '[name]’s aunt, not Jumanne'],
    ['Latin, marks left away', 'Ọládélé Ŋɛ', 'Oladele was there', '[name] was there'],
    ['Latin, marks added', 'Jose', 'José cried', '[name] cried'],
    ['Arabic, with and, with to', 'مريم', 'قالت لمريم ومريم تنام', 'قالت [name] [name] تنام'],
    ['Arabic, written with vowel signs', 'محمد', 'جاء مُحَمَّد أمس', 'جاء [name] أمس'],
    ['Arabic, another alef and another end', 'أمينة', 'رأى امينه هناك', 'رأى [name] هناك'],
    ['Arabic, inside another word', 'علي', 'في التعليم', 'في التعليم'],
    ['Amharic, with of and as an object', 'ሳራ', 'የሳራ እናት ሳራን አየች', '[name] እናት [name] አየች'],
    ['Khmer, no spaces', 'ចាន់ធី', 'ក្មេងចាន់ធីនិយាយថា', 'ក្មេង[name]និយាយថា'],
    ['Burmese, no spaces', 'မအေးချမ်း', 'ယနေ့မအေးချမ်းသည်', 'ယနေ့[name]သည်'],
    ['Burmese, the title left away', 'မအေးချမ်း', 'အေးချမ်းသည် ကြောက်သည်', '[name]သည် ကြောက်သည်'],
    ['Nepali, with case endings', 'सीता कुमारी', 'सीताले सीतालाई भनिन्', '[name] [name] भनिन्'],
    ['Bengali, with a genitive', 'রহিমা খাতুন', 'রহিমার মা রহিমাকে', '[name] মা [name]'],
  ])('is taken out in %s', (_, name, sentence, expected) => {
    expect(withoutNames(sentence, [name], '[name]')).toBe(expected.normalize('NFC'));
  });

  it.each(Object.values(NAMES))('is taken out of a summary with codes: %s', (name) => {
    const narrative = `«${name}» ${name}`;
    const values = { ...DOCUMENT.values, full_name: name, risk_reason: narrative, immediate_action: narrative };
    const print = contextFor('en', { names: 'code' });
    const given = { ...filled, document: { ...DOCUMENT, values } };
    const html = htmlOf(
      caseSummary({ print, configuration, filled: given, header, family: { related: [] }, timeline: [] }),
    );
    for (const word of name.split(' ')) expect(html).not.toContain(word);
  });
});

describe('names in parts', () => {
  it.each([
    ['Juma Ọládélé', 'J. Ọ.'],
    ['Sukarno', 'Su'],
    [NAMES.amharic, 'ሰ. ተ. ገ.'],
    [NAMES.devanagari, 'सी. कु.'],
    ['  ', ''],
    ['(Abu) Ali', 'A. A.'],
  ])('makes of %s the initials %s', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });

  it('finds the names of rows as well as those of the case', () => {
    expect(namesIn(configuration, DOCUMENT)).toEqual(
      expect.arrayContaining([NAMES.latin, NAMES.khmer, NAMES.bengali, 'Amina Ọládélé']),
    );
  });

  it('leaves short words and signs of a pattern alone', () => {
    expect(withoutNames('Mr. U said (a+b) to Li', ['U Li', '.*'], '[name]')).toBe('Mr. U said (a+b) to Li');
    expect(withoutNames('nothing to remove', [], '[name]')).toBe('nothing to remove');
  });
});
