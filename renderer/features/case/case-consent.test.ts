import { mount } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { expect, it } from 'vitest';
import { nextTick } from 'vue';
import type { Values } from '#core/forms/types.ts';
import { field, form, load } from '../../forms/form-page.fixture.ts';
import { openForm } from '../../forms/form-state.ts';
import { i18n } from '../../i18n/i18n.ts';
import CaseConsent from './CaseConsent.vue';

const config = load(
  form('consent', [
    field('consent_withdrawn', 'text'),
    field('withdrawal_date', 'date'),
    field('withdrawal_scope', 'choices', { options: 'helpers' }),
    field('withhold', 'text'),
    field('withhold_from', 'choices', { options: 'helpers' }),
    field('location_confidential', 'text'),
  ]),
);
function opened(values: Values, sharedWith: readonly string[] = []) {
  const state = openForm({ config, document: { values, rows: {} }, today: '2026-11-24', accepted: [] });
  return {
    state,
    page: mount(CaseConsent, { props: { state, sharedWith }, global: { plugins: [i18n, createPinia()] } }),
  };
}
const day = { date: '2026-11-12', precision: 'day', calendar: 'gregory' } as const;

it.each<[string, Values, readonly string[]]>([
  ['nothing to say', { consent_withdrawn: 'no', withhold: 'no', location_confidential: 'no' }, []],
  [
    'taken back, with the day and what',
    { consent_withdrawn: 'yes', withdrawal_date: day, withdrawal_scope: ['clinic'] },
    ['Consent was taken back on 12 Nov 2026', 'What was taken back: Clinic'],
  ],
  ['taken back, no day known', { consent_withdrawn: 'yes' }, ['Consent was taken back']],
  ['only the day of it', { withdrawal_date: day }, ['Consent was taken back on 12 Nov 2026']],
  ['kept from somebody', { withhold: 'yes', withhold_from: ['clinic', 'girl'] }, ['Clinic, Girls’ club']],
  ['kept, not said from whom', { withhold: 'yes' }, ['not said from whom']],
  ['a secret place', { location_confidential: 'yes' }, ['The child’s place is secret.']],
])('%s', (_, values, says) => {
  const { page } = opened(values);
  for (const one of says) expect(page.text()).toContain(one);
  expect(page.findAll('.notice')).toHaveLength(says.length === 0 ? 0 : 1);
});

it('names the offices that have what is withheld from them, and no office that is not meant', () => {
  const said = (from: readonly string[], offices: readonly string[]) =>
    opened({ withhold: 'yes', withhold_from: from }, offices).page.text();
  expect(said(['agencies'], ['Bandari'])).toContain('Has the case already and keeps what it has: Bandari.');
  expect(said(['family_members'], ['Bandari'])).not.toContain('Bandari');
  expect(said(['agencies'], [])).not.toContain('already');
});

it('follows what is being answered, and leads to the question', async () => {
  const { state, page } = opened({});
  state.answer({ field: 'consent_withdrawn' }, 'yes');
  await nextTick();
  expect(page.text()).toContain('Consent was taken back');
  await page.get('button').trigger('click');
  expect(page.emitted('go')).toEqual([[{ field: 'consent_withdrawn' }]]);
});
