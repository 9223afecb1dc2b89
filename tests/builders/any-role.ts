import fc from 'fast-check';
import { FORM_ACCESS, HIGHEST_CLASSES, RIGHTS, SCOPES, type RoleDef } from '#core/rights/roles.ts';

const words = { en: 'Any role', fr: 'Un rôle', ar: 'دور' };

/** Roles as the data shape allows them, over forms and groups of forms. */
export const anyRole = (id: string, forms: readonly string[], groups: readonly string[]): fc.Arbitrary<RoleDef> => {
  const access = fc.constantFrom(...FORM_ACCESS);
  const some = (names: readonly string[]) =>
    names.length === 0 ? fc.constant({}) : fc.dictionary(fc.constantFrom(...names), access, { maxKeys: 4 });
  return fc
    .record({
      rights: fc.subarray([...RIGHTS]),
      scope: fc.constantFrom(...SCOPES),
      otherwise: access,
      groups: some(groups),
      forms: some(forms),
      maxClass: fc.constantFrom(...HIGHEST_CLASSES),
      owns: fc.boolean(),
    })
    .map(({ owns, otherwise, groups: byGroup, forms: byForm, ...rest }) => ({
      id,
      label: words,
      description: words,
      ...rest,
      forms: { otherwise, groups: byGroup, forms: byForm },
      ...(owns ? { owns } : {}),
    }));
};
