/** The scripts of the fonts we ship; a run's `lang` names its script, never a language that nobody stated. */
const SCRIPTS = [
  ['Arab', /\p{Script=Arabic}/u],
  ['Ethi', /\p{Script=Ethiopic}/u],
  ['Khmr', /\p{Script=Khmer}/u],
  ['Mymr', /\p{Script=Myanmar}/u],
  ['Deva', /\p{Script=Devanagari}/u],
  ['Beng', /\p{Script=Bengali}/u],
  ['Latn', /\p{Script=Latin}/u],
] as const;
export type ScriptCode = (typeof SCRIPTS)[number][0];

export interface ScriptRun {
  readonly text: string;
  /** Undefined: digits and signs alone, or a script of none of our fonts. */
  readonly script: ScriptCode | undefined;
}

const scriptOf = (character: string): ScriptCode | undefined =>
  SCRIPTS.find(([, pattern]) => pattern.test(character))?.[0];

/**
 * Cuts text where its script changes. Spaces, digits and signs belong to the run before them, at the start to the run
 * after, so that a name is one run.
 */
export function scriptRuns(text: string): readonly ScriptRun[] {
  const runs: { text: string; script: ScriptCode | undefined }[] = [];
  for (const character of text) {
    const script = scriptOf(character);
    const last = runs.at(-1);
    if (last === undefined) runs.push({ text: character, script });
    else if (script === undefined || last.script === script) last.text += character;
    else if (last.script === undefined) {
      last.text += character;
      last.script = script;
    } else runs.push({ text: character, script });
  }
  return runs;
}

const CONTROLS = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\uFFFE\uFFFF]/g;
/** Marks that reorder what stands around them; on paper nothing shows that they are there. */
const BIDI_CONTROLS = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** Text without control characters and half characters; line breaks and tabs stay. */
export const withoutControls = (text: string): string =>
  text.replace(/\r\n?/g, '\n').replace(CONTROLS, '').replace(LONE_SURROGATE, '\uFFFD');

/** What a person typed, as it may stand on paper: also without characters that turn the order of their neighbours. */
export const printable = (text: string): string => withoutControls(text).replace(BIDI_CONTROLS, '');
