import { expect, it } from 'vitest';
import type { CaseId } from '#core/ids.ts';
import { aCase } from '../builders/shareable-case.ts';
import { a, b, stick, twin } from './second-computer.ts';

const told = {
  reason: 'family_moved',
  why: '',
  summary: 'Came alone in March.',
  safety: 'The uncle must not know where she lives.',
  childTold: 'yes',
  caregiverTold: 'yes',
} as const;

it('two files of one child that were taken over and merged come to the second computer of the office in one bundle', async () => {
  const [other, keep] = [
    await b.register(aCase({ full_name: 'Zuhra Barakova' })),
    await b.register(aCase({ full_name: 'Zuhura Barakoa' })),
  ] as [CaseId, CaseId];
  const offers = [];
  for (const caseId of [other, keep])
    offers.push({ caseId, ...(await b.caller.call('handovers.offer', { caseId, office: a.id, ...told })) });
  await a.read(await b.write(a, stick));
  for (const { caseId: of, transfer } of offers)
    await a.caller.call('handovers.answer', { of, transfer, accept: true, worker: a.user });
  await b.read(await a.write(b, stick));
  await a.read(await b.write(a, stick));
  const { seen } = await a.caller.call('merging.compare', { caseId: keep, other });
  await a.caller.call('merging.merge', {
    caseId: keep,
    other,
    take: {},
    bring: {},
    why: 'One mother, two visits',
    seen,
  });

  expect(await twin.read(await a.write(twin, stick))).toMatchObject({ newCases: 2, quarantined: 0, waiting: 0 });
  expect((await twin.caller.call('cases.open', { caseId: other })).mergedInto).toMatchObject({ caseId: keep });
  expect((await twin.values(keep))['full_name']).toBe('Zuhura Barakoa');
  expect(twin.state()).toBe(a.state());
}, 240_000);
