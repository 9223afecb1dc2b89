import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './launch.ts';

export type Language = 'en' | 'ar';
/** What the screen says for a message key; only for messages without values in them. */
export type Words = (key: string) => string;

/** The messages of a language, so that one walk through the screens serves all of them. */
export function wordsOf(language: Language): Words {
  const dir = join(root, 'resources/locales', language);
  const messages = new Map<string, string>();
  for (const file of readdirSync(dir)) {
    const read = JSON.parse(readFileSync(join(dir, file), 'utf8')) as Record<string, string>;
    for (const [key, text] of Object.entries(read)) messages.set(key, text);
  }
  return (key) => {
    const text = messages.get(key);
    if (text === undefined || text.includes('{')) throw new Error(`no plain message ${key} in ${language}`);
    return text;
  };
}
