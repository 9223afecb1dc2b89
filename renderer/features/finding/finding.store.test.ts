import { flushPromises } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Output } from '#core/contracts/index.ts';
import { bridgeDouble } from '../../../tests/fixtures/bridge-double.ts';
import { useFindingStore } from './finding.store.ts';

const reach = { conditions: [], answers: [], deadlines: [], mayShare: false };
type Views = Output<'finding.views'>;
const view: Views['views'][number] = {
  viewId: 'AAAAAAAAAAAAAAAAAAAAAA',
  name: 'Risk or late',
  shared: false,
  own: true,
  by: 'Head of Kisimani',
  start: true,
  body: { where: { all: [] }, sort: 'urgency', descending: false, columns: [] },
};

beforeEach(() => {
  setActivePinia(createPinia());
});
afterEach(() => {
  vi.unstubAllGlobals();
});

it('has the views at hand for who waits for them, also when a change was told while they were read', async () => {
  const answers: ((views: Views) => void)[] = [];
  const { bridge, tell } = bridgeDouble({
    'finding.views': () => new Promise<Views>((answer) => answers.push(answer)),
  });
  vi.stubGlobal('hifadhi', bridge);
  const finding = useFindingStore();
  let here = false;
  const waiting = finding.ready().then(() => (here = true));
  tell({ type: 'changed', cases: [], all: false });
  await vi.waitFor(() => {
    expect(answers).toHaveLength(2);
  });
  answers[0]?.({ views: [], reach });
  await flushPromises();
  expect(here).toBe(false);
  answers[1]?.({ views: [view], reach });
  await waiting;
  expect(finding.views.map(({ name }) => name)).toEqual(['Risk or late']);
});
