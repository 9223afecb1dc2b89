import { LANGUAGES, type Language } from '#core/forms/types.ts';

/** Every message file of the product, by language: one flat object, `<subject>.<name>` to an ICU message. */
const files = import.meta.glob<Readonly<Record<string, string>>>('../../resources/locales/*/*.json', {
  eager: true,
  import: 'default',
});

const isLanguage = (text: string | undefined): text is Language => LANGUAGES.some((language) => language === text);

function collect(): Readonly<Record<Language, Record<string, string>>> {
  const all: Record<Language, Record<string, string>> = { en: {}, fr: {}, ar: {} };
  for (const [path, messages] of Object.entries(files)) {
    const language = path.split('/').at(-2);
    if (isLanguage(language)) Object.assign(all[language], messages);
  }
  return all;
}

export const MESSAGES = collect();
