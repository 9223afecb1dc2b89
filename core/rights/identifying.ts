import type { FieldDef, FieldType } from '#core/forms/types.ts';
import { hides } from '#core/reports/redaction.ts';

/** Faces, voices and papers with a name on them. */
const SHOWN: ReadonlySet<FieldType> = new Set(['photo', 'audio', 'document', 'signature']);

/**
 * Whether an answer tells who a child is: names, those of the people around it too, numbers of papers and phones, where it
 * can be found, pictures, voices and signatures. These are what a hidden name hides (reference.md §8.6).
 */
export const identifies = (field: FieldDef): boolean => hides(field) !== undefined || SHOWN.has(field.type);
