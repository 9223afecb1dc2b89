/** Line ends of other systems and of Unicode. */
const LINE_ENDS = /\r\n?|[\u2028\u2029\u0085]/gu;
/**
 * What nobody types and nobody sees: controls (but tab and new line), half characters, direction marks and overrides,
 * zero-width space and joiner, soft hyphen, byte-order mark, annotation and tag characters (reference.md DQ37).
 * Direction comes from `dir="auto"` and from isolates around data, never from marks inside it.
 */
const INVISIBLE =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\p{Cs}\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\uFFFE\uFFFF\u{E0000}-\u{E007F}]/gu;
const JOINERS = /(^|.)([\u200C\u200D]+)(?=(.|$))/gsu;
/** Scripts in which a joiner or non-joiner between two characters changes what is read. */
const JOINING =
  /^[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Nko}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Myanmar}\p{Script=Khmer}\p{Script=Tibetan}\u064B-\u065F]$/u;

/** A joiner stays, once, where both neighbours need it: at the end of a word or twice it is only invisible. */
const joiner = (_: string, before: string, joiners: string, after: string): string =>
  before + (JOINING.test(before) && JOINING.test(after) ? joiners.slice(0, 1) : '');

/**
 * Text as it is kept: NFC, without invisible characters. `lines` keeps line breaks; otherwise a break or tab becomes a
 * space. Spaces at the ends stay, for whoever is still typing. Applying it twice changes nothing more.
 */
export function cleanText(text: string, lines: boolean): string {
  const seen = text.replace(LINE_ENDS, '\n').replace(INVISIBLE, '').replace(JOINERS, joiner).normalize('NFC');
  return lines ? seen : seen.replace(/[\n\t]+/gu, ' ');
}

/** The length people see: characters, not UTF-16 units. */
export const textLength = (text: string): number => Array.from(text).length;
