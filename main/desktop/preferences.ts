import { app } from 'electron';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { preferences as schema, type Preferences } from '#core/contracts/app.contract.ts';
import { LANGUAGES } from '#core/forms/types.ts';

/** How the screen looks, per computer. Nothing of a case and nothing of a person is in it, so it is a plain file. */
const file = (): string => join(app.getPath('userData'), 'preferences.json');

function defaults(): Preferences {
  const system = app.getLocale().slice(0, 2);
  return {
    language: LANGUAGES.find((l) => l === system) ?? 'en',
    theme: 'system',
    density: 'comfortable',
    textSize: 100,
    letterKeys: true,
  };
}

/** The stored preferences; the defaults when there are none or the file is not readable. */
export function readPreferences(): Preferences {
  try {
    const parsed = schema.safeParse(JSON.parse(readFileSync(file(), 'utf8')));
    return parsed.success ? parsed.data : defaults();
  } catch {
    return defaults();
  }
}

export function writePreferences(next: Preferences): void {
  mkdirSync(dirname(file()), { recursive: true });
  writeFileSync(`${file()}.part`, JSON.stringify(next));
  renameSync(`${file()}.part`, file());
}
