import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { docx, pdf } from '../builders/made-files.ts';
import { done, openedOffice, refusal, temporaryFolder } from '../faults/temporary-office.ts';

const CANARY = 'Zyxquorvexcanary';
const OF = { rows: 'case_documents', field: 'document_file' };

test('who made a file is taken out before it is kept; where it cannot be, a person is asked first', async () => {
  const { office, first } = await openedOffice();
  const folder = temporaryFolder();
  const choose = async (name: string, content: Buffer) => {
    writeFileSync(join(folder, name), content);
    const about = { caseId: first, of: OF, kind: 'document', path: join(folder, name) };
    const taken = await office.shell('takeAttachment', about);
    if (!taken.ok) throw new Error(taken.error.code);
    return taken.value as { attachment?: { id: string }; asks?: { place: string; name: string } };
  };
  const { attachment } = await choose('plan.docx', docx([['docProps/core.xml', `<creator>${CANARY}</creator>`]]));
  const { bytes } = await done(office, 'attachments.read', { caseId: first, id: attachment?.id ?? '', at: 0 });
  expect(Buffer.from(bytes).includes(CANARY)).toBe(false);

  const signed = pdf(`/ByteRange [0 1 2 3] /Author (${CANARY})`);
  const { asks } = await choose('signed.pdf', signed);
  expect(asks).toMatchObject({ name: 'signed.pdf' });
  expect(await done(office, 'attachments.list', { caseId: first })).toHaveLength(1);
  const input = { caseId: first, of: OF, kind: 'document', place: asks?.place ?? '' } as const;
  expect(await refusal(office, 'attachments.keepPicked', { ...input, place: 'x' })).toMatchObject({
    code: 'FILE_NOT_FOUND',
  });
  const kept = await done(office, 'attachments.keepPicked', input);
  const whole = await done(office, 'attachments.read', { caseId: first, id: kept.id, at: 0 });
  expect(Buffer.from(whole.bytes)).toEqual(signed);
  expect(await refusal(office, 'attachments.keepPicked', input)).toMatchObject({ code: 'FILE_NOT_FOUND' });
});
