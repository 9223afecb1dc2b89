import { expect, test } from 'vitest';
import type { FormDef, Values } from '#core/forms/types.ts';
import { printedPhoto } from '#core/reports/child-photo.ts';

const label = { en: 'x', fr: 'x', ar: 'x' };
const forms: FormDef[] = [
  {
    id: 'documents',
    version: 1,
    label,
    step: 'C5',
    sections: [
      {
        id: 'a',
        label,
        fields: [
          { id: 'recordings', type: 'audio', label, sensitivity: 4, compartment: 'core' },
          { id: 'child_photos', type: 'photo', label, sensitivity: 4, compartment: 'core' },
        ],
      },
    ],
  },
];
const photos = { recordings: ['sound'], child_photos: ['older', 'newer'] };

/** reference.md DQ35: without consent to a photo it is not printed. */
test.each<[string, Values, 'code' | 'initials' | 'full', string | undefined]>([
  ['consent, named', { ...photos, consent_photo: 'yes' }, 'full', 'newer'],
  ['consent, but only initials', { ...photos, consent_photo: 'yes' }, 'initials', undefined],
  ['consent, but only the code', { ...photos, consent_photo: 'yes' }, 'code', undefined],
  ['no consent', { ...photos, consent_photo: 'no' }, 'full', undefined],
  ['not asked', { ...photos, consent_photo: { missing: 'not_asked' } }, 'full', undefined],
  ['blank', photos, 'full', undefined],
  ['withdrawn', { ...photos, consent_photo: 'yes', consent_withdrawn: 'yes' }, 'full', undefined],
  [
    'withdrawn on a day',
    { ...photos, consent_photo: 'yes', withdrawal_date: { date: '2026-01-02', precision: 'day', calendar: 'gregory' } },
    'full',
    undefined,
  ],
  ['no photo', { consent_photo: 'yes' }, 'full', undefined],
])('%s', (_case, values, names, id) => {
  expect(printedPhoto(forms, { values, rows: {} }, names)?.id).toBe(id);
});
