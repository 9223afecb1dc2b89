import type { Configuration, FieldDef } from './types.ts';

/** Questions that a profile has and an office asks only when it turned them on (reference.md §7.1: minimisation). */
export const optionalQuestions = (configuration: Configuration): readonly FieldDef[] =>
  configuration.forms
    .flatMap((form) => form.sections.flatMap((section) => section.fields))
    .filter((field) => field.offByDefault === true);

const turnedOn = ({ offByDefault: _, ...field }: FieldDef): FieldDef => field;

/** The profile as an office asks it: the questions that it turned on are like any other. */
export function withQuestionsOn(configuration: Configuration, on: ReadonlySet<string>): Configuration {
  if (on.size === 0) return configuration;
  const forms = configuration.forms.map((form) => ({
    ...form,
    sections: form.sections.map((section) => ({
      ...section,
      fields: section.fields.map((field) => (on.has(field.id) ? turnedOn(field) : field)),
    })),
  }));
  return { ...configuration, forms };
}
