import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import type { Language } from '#core/forms/types.ts';
import type { Translate } from '#core/reports/context.ts';

/** Reads `resources/locales/<language>/<subject>.json` and formats its ICU messages. An unknown key throws. */
export function readMessages(resourcesDir: string, language: Language, ...subjects: readonly string[]): Translate {
  const files = subjects.map((subject) => join(resourcesDir, 'locales', language, `${subject}.json`));
  const messages = new Map(
    files.flatMap((file) => Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>)),
  );
  const compiled = new Map<string, IntlMessageFormat>();
  return (key, params) => {
    let format = compiled.get(key);
    if (!format) {
      const text = messages.get(key);
      if (text === undefined) throw new Error(`no message ${key} in ${language}/${subjects.join()}`);
      format = new IntlMessageFormat(text, language);
      compiled.set(key, format);
    }
    return String(format.format(params === undefined ? {} : { ...params }));
  };
}
