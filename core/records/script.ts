/** Scripts that a name may be told in, as the option list `name_script` calls them. */
const SCRIPTS = {
  latin: /\p{Script=Latin}/gu,
  arabic: /\p{Script=Arabic}/gu,
  ethiopic: /\p{Script=Ethiopic}/gu,
  khmer: /\p{Script=Khmer}/gu,
  burmese: /\p{Script=Myanmar}/gu,
  devanagari: /\p{Script=Devanagari}/gu,
  bengali: /\p{Script=Bengali}/gu,
  cyrillic: /\p{Script=Cyrillic}/gu,
} as const;

/** The script that most letters of a name belong to; `other` for one that has no name here, undefined without a letter. */
export function scriptOf(name: string): string | undefined {
  if (!/\p{L}/u.test(name)) return undefined;
  let most: readonly [script: string, letters: number] = ['other', 0];
  for (const [script, letter] of Object.entries(SCRIPTS)) {
    const letters = name.match(letter)?.length ?? 0;
    if (letters > most[1]) most = [script, letters];
  }
  return most[0];
}
