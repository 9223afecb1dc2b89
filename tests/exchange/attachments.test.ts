import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaseDocument } from '#core/forms/types.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { wav } from '../builders/made-files.ts';
import { Offices, RESOURCES } from './office-pair.ts';

const offices = new Offices();
beforeAll(() => offices.prepare(['KSM', 'BND']), 240_000);
afterAll(() => {
  offices.remove();
});

test('the preview says how many files stay here, and the other office gets the case without them', async () => {
  const [document] = demoCases(RESOURCES, 20_260, 1, new Date().toISOString().slice(0, 10)) as [CaseDocument];
  const { stick, offices: taken } = await offices.take('KSM', 'BND');
  const [a, b] = taken;
  if (!a || !b) throw new Error('the offices were not made');
  const caseId = await a.register(document, {});
  const asked = { office: b.id, selection: { cases: [caseId] } };
  expect(await a.caller.call('exchange.preview', asked)).toMatchObject({ filesStay: 0 });

  const content = new Uint8Array(wav());
  const about = { caseId, of: { field: 'child_recordings' }, kind: 'audio', name: 'voice.wav' } as const;
  const { upload } = await a.caller.call('attachments.begin', { ...about, bytes: content.length });
  await a.caller.call('attachments.append', { caseId, upload, at: 0, bytes: content });
  const { id } = await a.caller.call('attachments.finish', { caseId, upload });
  const draft = await a.caller.call('cases.startEdit', { caseId });
  const values = { ...draft.document.values, child_recordings: [id] };
  await a.caller.call('cases.saveDraft', {
    draftId: draft.draftId,
    document: { ...draft.document, values },
    accepted: [],
    notSameAs: [],
  });
  await a.caller.call('cases.save', { draftId: draft.draftId });
  expect(await a.caller.call('exchange.preview', asked)).toMatchObject({ filesStay: 1 });

  const sent = await a.write(b, stick, asked.selection);
  await b.read(sent);
  const there = await b.caller.call('cases.open', { caseId });
  expect(there.document.values['child_recordings']).toEqual([id]);
  expect(await b.caller.call('attachments.list', { caseId })).toEqual([]);
});
