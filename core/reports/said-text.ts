import type { Language } from '../forms/types.ts';
import type { Said } from '../privacy/said.ts';
import type { Translate } from './context.ts';
import { dateText } from './dates.ts';

/** What a paper of data protection says, in a language. Countries have the names that the language gives them. */
export function saidText(said: readonly Said[], language: Language, say: Translate): readonly string[] {
  return said.map((one) => {
    switch (one.kind) {
      case 'word':
        return say(one.key, one.count === undefined ? undefined : { count: one.count });
      case 'label':
        return one.text[language];
      case 'typed':
        return one.text;
      case 'day':
        return dateText(one.day, language);
      case 'country':
        return new Intl.DisplayNames(language, { type: 'region' }).of(one.code) ?? one.code;
    }
  });
}
