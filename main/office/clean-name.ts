import { cleanText } from '#core/forms/clean-text.ts';
import { Refusal } from '#core/result.ts';

/**
 * The name of a person, office or programme as it is kept: without characters that nobody sees, which could make one
 * name look like another on the sign-in screen. FORM_NEEDED { field } when nothing is left.
 */
export function cleanName(text: string, field: string): string {
  const name = cleanText(text, false).replaceAll(/\s+/gu, ' ').trim();
  if (name === '') throw new Refusal('FORM_NEEDED', { field });
  return name;
}
