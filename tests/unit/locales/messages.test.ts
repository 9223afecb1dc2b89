import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERRORS } from '#core/errors.ts';
import { LANGUAGES, type Language } from '#core/forms/types.ts';

const root = join(import.meta.dirname, '../../../resources/locales');
const subjects = readdirSync(join(root, 'en')).filter((name) => name.endsWith('.json'));
const read = (language: Language, subject: string): Record<string, string> =>
  JSON.parse(readFileSync(join(root, language, subject), 'utf8')) as Record<string, string>;

/** The parser's number for plain text. */
const LITERAL = 0;
type Element = ReturnType<IntlMessageFormat['getAst']>[number];

/** Names of what a message is given, in every branch of it. */
function placeholders(elements: readonly Element[], into = new Set<string>()): Set<string> {
  for (const element of elements) {
    if ('value' in element && Number(element.type) !== LITERAL) into.add(element.value);
    if ('options' in element) for (const option of Object.values(element.options)) placeholders(option.value, into);
    if ('children' in element) placeholders(element.children, into);
  }
  return into;
}
const namesIn = (message: string): readonly string[] =>
  [...placeholders(new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true }).getAst())].toSorted();

describe('messages', () => {
  it('has the same files in every language', () => {
    for (const language of LANGUAGES)
      expect(
        readdirSync(join(root, language))
          .filter((name) => name.endsWith('.json'))
          .toSorted(),
      ).toEqual(subjects.toSorted());
  });

  describe.each(subjects)('%s', (subject) => {
    const english = read('en', subject);
    it.each(LANGUAGES)('is complete in %s, valid, with the same placeholders', (language) => {
      const messages = read(language, subject);
      expect(Object.keys(messages).toSorted()).toEqual(Object.keys(english).toSorted());
      const wrong = Object.entries(messages).filter(
        ([key, text]) => text.trim() === '' || namesIn(text).join() !== namesIn(english[key] ?? '').join(),
      );
      expect(wrong).toEqual([]);
    });
    it('keeps to its subject', () => {
      const name = subject.replace('.json', '');
      expect(Object.keys(english).filter((key) => !key.startsWith(`${name}.`))).toEqual([]);
    });
  });

  it('says a fact and a next step for every refusal', () => {
    const said = Object.keys(read('en', 'errors.json')).map((key) => key.replace('errors.', ''));
    expect(said.toSorted()).toEqual(Object.keys(ERRORS).toSorted());
    for (const language of LANGUAGES)
      for (const [key, text] of Object.entries(read(language, 'errors.json')))
        expect(text.split(/[.!?؟;؛،][\s}]/).length, `${language} ${key}`).toBeGreaterThan(1);
  });
});
