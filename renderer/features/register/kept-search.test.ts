import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { afterEach, expect, it, vi } from 'vitest';
import { defineComponent, h } from 'vue';
import type { LocationQuery } from 'vue-router';
import type { KeptSearch } from '#core/contracts/kept.ts';
import type { CaseId, DraftId } from '#core/ids.ts';
import { fail } from '#core/result.ts';
import { bridgeDouble, type Answers } from '../../../tests/fixtures/bridge-double.ts';
import { familyCase, useFamilyStart } from './family-start.ts';
import { useKeptSearch } from './kept-search.ts';
import { useSameChild } from './same-child.ts';

const id = (letters: string): string => `${letters}${'A'.repeat(22 - letters.length)}`;
const FIRST = id('first') as CaseId;
const OTHER = id('other') as DraftId;
const OWN = id('own') as DraftId;
const savedAtUtc = '2026-11-24T08:01:00Z';
const known = { name: 'Baraka', sex: 'male', ageYears: 7, caregiver: 'Neema', place: '' };
const kept: KeptSearch = {
  ...known,
  name: 'Baraka Juma',
  nameUnknown: false,
  notSameAs: [],
  family: { of: FIRST, relation: 'cousin', concerns: true },
};

let mounted: VueWrapper | undefined;

async function opened(address: LocationQuery, more: Answers = {}) {
  const double = bridgeDouble({
    'family.siblingQuery': () => ({ code: 'KSM-26-7F3XR-5', query: known, hasConcerns: true }),
    'cases.keptSearch': () => ({ search: kept, savedAtUtc }),
    'cases.keepSearch': ({ draftId }) => ({ draftId: draftId ?? OWN, savedAtUtc }),
    'cases.discardDraft': () => ({}),
    'cases.findSame': () => ({ matches: [], ask: [] }),
    ...more,
  });
  vi.stubGlobal('hifadhi', double.bridge);
  const place = { address };
  let all: undefined | ReturnType<typeof compose>;
  const compose = () => {
    const sameChild = useSameChild(() => familyCase(place.address));
    const family = useFamilyStart(() => place.address, sameChild.query);
    return { sameChild, family, keeper: useKeptSearch(sameChild, family) };
  };
  mounted = mount(
    defineComponent(() => {
      all = compose();
      return () => h('div');
    }),
  );
  if (!all) throw new Error('not mounted');
  await all.family.read(false);
  const writes = () => double.calls.filter(({ name }) => name === 'cases.keepSearch').map(({ input }) => input);
  return { ...all, place, writes, double };
}

afterEach(() => {
  // A page that stays would search a moment after its test, when there is no office to ask any more.
  mounted?.unmount();
  mounted = undefined;
  vi.unstubAllGlobals();
});

it('keeps nothing of a family search before something was typed, and then all of it with the family', async () => {
  const { sameChild, family, keeper, writes, double } = await opened({ family: FIRST });
  await keeper.saveNow();
  expect(sameChild.query.name).toBe('Baraka');
  expect(writes()).toEqual([]);
  sameChild.query.place = 'Lowani';
  await keeper.saveNow();
  expect(writes()).toEqual([
    {
      search: { ...known, place: 'Lowani', nameUnknown: false, notSameAs: [], family: { of: FIRST, concerns: false } },
    },
  ]);
  if (family.start.value) family.start.value = { ...family.start.value, relation: 'cousin' };
  await keeper.saveNow();
  expect(writes().at(-1)).toMatchObject({ draftId: OWN, search: { family: { of: FIRST, relation: 'cousin' } } });
  // Everything as it began: there is nothing to keep.
  sameChild.query.place = '';
  if (family.start.value) family.start.value = { ...family.start.value, relation: undefined };
  await keeper.saveNow();
  expect(keeper.draftId.value).toBeUndefined();
  expect(double.calls.at(-1)).toMatchObject({ name: 'cases.discardDraft', input: { draftId: OWN } });
});

it('goes on with the search for a family without giving that family to the search that stood there before', async () => {
  const { sameChild, family, keeper, place, writes } = await opened({});
  sameChild.query.name = 'Zuhura';
  await keeper.saveNow();
  sameChild.query.name = 'Zuhura Ali';
  place.address = { search: OTHER, family: FIRST };
  expect(await keeper.goOn(OTHER)).toBeUndefined();
  expect(await family.read(true)).toBeUndefined();
  await keeper.saveNow();
  await flushPromises();
  for (const write of writes()) {
    const { draftId, search } = write as { draftId?: DraftId; search: KeptSearch };
    expect([draftId === OTHER, search.name, search.family]).toEqual(
      draftId === OTHER ? [true, 'Baraka Juma', kept.family] : [false, expect.stringMatching(/^Zuhura/), undefined],
    );
  }
  expect(sameChild.query.name).toBe('Baraka Juma');
  expect(family.start.value).toMatchObject({ caseId: FIRST, relation: 'cousin', concerns: true });
});

it('stays one for its family while the case of the family cannot be read', async () => {
  const { sameChild, family, keeper, place, writes } = await opened(
    {},
    { 'family.siblingQuery': () => fail('PERM_DENIED') },
  );
  place.address = { search: OTHER, family: FIRST };
  await keeper.goOn(OTHER);
  expect(await family.read(true)).toMatchObject({ code: 'PERM_DENIED' });
  sameChild.query.place = 'Lowani';
  await keeper.saveNow();
  expect(writes().at(-1)).toMatchObject({ draftId: OTHER, search: { place: 'Lowani', family: kept.family } });
});
