import type { Missing } from '#core/forms/types.ts';

/** What is ticked in a group of checks. */
export const tickedOf = (answer: readonly string[] | Missing | undefined): string[] =>
  answer === undefined || 'missing' in answer ? [] : [...answer];

/** What is chosen in a list that offers no reason for being without an answer. */
export const chosenOf = (answer: string | Missing | undefined): string | undefined =>
  typeof answer === 'string' && answer !== '' ? answer : undefined;
