import { existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CHUNK_BYTES, MOST_BYTES, MOST_PER_CASE, type AttachmentKind } from '#core/attachments/kinds.ts';
import type { Attachment } from '#core/contracts/attachments.contract.ts';
import type { CaseId } from '#core/ids.ts';
import { attachmentsDir } from '../../main/office/attachment-access.ts';
import { keepAttachment } from '../../main/office/add-attachment.ts';
import type { Office } from '../../main/office/office.ts';
import { docx, jpeg, pdf, png, wav } from '../builders/made-files.ts';
import {
  ask,
  done,
  filesBelow,
  officeIn,
  openedOffice,
  refusal,
  saveDraft,
  SetClock,
  signIn,
  temporaryFolder,
  withCheapKeys,
} from './temporary-office.ts';

const CANARY = 'Zyxquorvexcanary';
const WEEK = 7 * 24 * 60 * 60_000;
const OF = {
  photo: { field: 'child_photos' },
  audio: { field: 'child_recordings' },
  document: { rows: 'case_documents', field: 'document_file' },
  signature: { rows: 'closures', field: 'closure_signature_child' },
} satisfies Record<AttachmentKind, { rows?: string; field: string }>;

/** Adds a file as the page does: begun, in parts, finished. */
async function add(
  office: Office,
  caseId: CaseId,
  kind: AttachmentKind,
  name: string,
  content: Uint8Array,
  thumbnail?: Uint8Array,
): Promise<Attachment> {
  const { upload } = await done(office, 'attachments.begin', {
    caseId,
    of: OF[kind],
    kind,
    name,
    bytes: content.length,
  });
  for (let at = 0; at < content.length; at += CHUNK_BYTES) {
    const bytes = new Uint8Array(content.subarray(at, at + CHUNK_BYTES));
    await done(office, 'attachments.append', { caseId, upload, at, bytes });
  }
  return done(office, 'attachments.finish', {
    caseId,
    upload,
    ...(thumbnail === undefined ? {} : { thumbnail: new Uint8Array(thumbnail) }),
  });
}
async function refused(office: Office, caseId: CaseId, kind: AttachmentKind, name: string, content: Uint8Array) {
  const begun = await ask(office, 'attachments.begin', { caseId, of: OF[kind], kind, name, bytes: content.length });
  if (!begun.ok) return begun.error;
  const { upload } = begun.value as { upload: string };
  await done(office, 'attachments.append', { caseId, upload, at: 0, bytes: new Uint8Array(content) });
  return refusal(office, 'attachments.finish', { caseId, upload });
}
async function read(office: Office, caseId: CaseId, id: string): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let total = 1;
  for (let at = 0; at < total; at += CHUNK_BYTES) {
    const part = await done(office, 'attachments.read', { caseId, id, at });
    total = part.total;
    parts.push(part.bytes);
  }
  return Buffer.concat(parts);
}
const files = (dir: string): string[] =>
  existsSync(attachmentsDir(dir)) ? readdirSync(attachmentsDir(dir)).sort() : [];
/** Names the photos of a case in its record. */
async function name(office: Office, caseId: CaseId, ids: readonly string[]): Promise<void> {
  const { draftId, document } = await done(office, 'cases.startEdit', { caseId });
  const { child_photos: _before, ...values } = document.values;
  const next = ids.length === 0 ? values : { ...values, child_photos: [...ids] };
  await saveDraft(office, draftId, { ...document, values: next } as never);
  await done(office, 'cases.save', { draftId });
}

test('a file comes back as it was after a restart, and its bytes and name stand nowhere on the disk', async () => {
  const { office, dir, head, first } = await openedOffice();
  const content = Buffer.concat([pdf(CANARY), Buffer.from(`${CANARY} `.repeat(150_000))]);
  const kept = await add(office, first, 'document', `C:\\papers\\${CANARY}.pdf`, content);
  expect(kept).toMatchObject({
    kind: 'document',
    mime: 'application/pdf',
    bytes: content.length,
    name: `${CANARY}.pdf`,
  });
  office.close();
  const again = officeIn(dir);
  expect(await signIn(again, head)).toMatchObject({ ok: true });
  expect((await done(again, 'attachments.list', { caseId: first })).map(({ id }) => id)).toEqual([kept.id]);
  expect(await read(again, first, kept.id)).toEqual(content);
  again.close();
  expect(files(dir)).toHaveLength(1);
  for (const [path, bytes] of filesBelow(dir)) {
    expect(path).not.toContain(CANARY);
    for (const written of [Buffer.from(CANARY), Buffer.from(CANARY, 'utf16le'), Buffer.from('%PDF-1.4')])
      expect(bytes.includes(written), path).toBe(false);
  }
});

test('the same content twice is one file, and no two offices give it the same name', async () => {
  const one = await openedOffice();
  await add(one.office, one.first, 'photo', 'a.png', png(), png());
  await add(one.office, one.first, 'photo', 'b.png', png(), png());
  expect(files(one.dir)).toHaveLength(1);
  const names = await import('../../main/crypto/attachment-store.ts').then(({ AttachmentStore }) =>
    [1, 2].map((fill) => new AttachmentStore(one.dir, Buffer.alloc(32, fill)).hashOf(png()).toString('hex')),
  );
  expect(new Set([...names, files(one.dir)[0]]).size).toBe(3);
});

test('a file that was changed, cut, exchanged or taken away is said to be damaged; the case stays usable', async () => {
  const { office, dir, first } = await openedOffice();
  const photo = await add(office, first, 'photo', 'a.png', png());
  const before = files(dir);
  const sound = await add(office, first, 'audio', 'a.wav', wav());
  const path = join(attachmentsDir(dir), before[0] ?? '');
  const other = join(attachmentsDir(dir), files(dir).find((file) => !before.includes(file)) ?? '');
  const whole = readFileSync(path);
  const flipped = Buffer.from(whole);
  flipped[20] = (flipped[20] ?? 0) ^ 1;
  for (const bytes of [flipped, whole.subarray(0, -1), readFileSync(other), Buffer.alloc(3)]) {
    writeFileSync(path, bytes);
    expect(await refusal(office, 'attachments.read', { caseId: first, id: photo.id, at: 0 })).toMatchObject({
      code: 'FILE_DAMAGED',
    });
  }
  rmSync(path);
  expect(await refusal(office, 'attachments.read', { caseId: first, id: photo.id, at: 0 })).toMatchObject({
    code: 'FILE_DAMAGED',
    params: { gone: true },
  });
  expect(await done(office, 'attachments.list', { caseId: first })).toHaveLength(2);
  expect(await read(office, first, sound.id)).toEqual(wav());
  writeFileSync(path, whole);
  expect(await read(office, first, photo.id)).toEqual(png());
});

test('what is not of the kind, holds more than the picture, is too large or too much is refused and nothing is kept', async () => {
  const { office, dir, first } = await openedOffice();
  const code = async (kind: AttachmentKind, file: string, content: Uint8Array) =>
    (await refused(office, first, kind, file, content)).code;
  expect(await code('photo', 'a.jpg', pdf())).toBe('FILE_KIND_WRONG');
  expect(await code('document', 'a.docx', docx([['word/vbaProject.bin', 'x']]))).toBe('FILE_KIND_WRONG');
  expect(await code('photo', 'a.jpg', jpeg([[0xe1, 'Exif\0\0MM']]))).toBe('FILE_NOT_CLEAN');
  const begin = { caseId: first, of: OF.photo, kind: 'photo', name: 'a.jpg', bytes: MOST_BYTES + 1 } as const;
  expect(await refusal(office, 'attachments.begin', begin)).toMatchObject({ code: 'FILE_TOO_LARGE' });
  expect(await refusal(office, 'attachments.begin', { ...begin, bytes: 9, kind: 'audio' })).toMatchObject({
    code: 'FORM_INVALID',
  });
  const { upload } = await done(office, 'attachments.begin', { ...begin, bytes: 10 });
  const part = { caseId: first, upload, bytes: new Uint8Array(8) };
  await done(office, 'attachments.append', { ...part, at: 0 });
  expect(await refusal(office, 'attachments.append', { ...part, at: 8 })).toMatchObject({ code: 'FORM_STALE' });
  expect(await refusal(office, 'attachments.finish', { caseId: first, upload })).toMatchObject({ code: 'FORM_STALE' });
  expect(files(dir)).toEqual([]);

  const open = office.open;
  if (!open) throw new Error('the office is closed');
  const about = { caseId: first, of: OF.photo, kind: 'photo', name: 'a.png' } as const;
  for (let i = 0; i < MOST_PER_CASE; i += 1) keepAttachment(open, about, png(), undefined);
  expect(await code('photo', 'a.png', png())).toBe('FILE_TOO_MANY');
});

test('a full disk and a database that cannot take the line leave nothing half', async () => {
  const { office, dir, first } = await openedOffice();
  const pages = office.open?.db.read<[], { page_count: number }>('PRAGMA page_count').get()?.page_count ?? 0;
  await add(office, first, 'photo', 'a.png', png());
  const before = files(dir);
  office.open?.db.exec(`PRAGMA max_page_count=${String(pages)}`);
  const large = Buffer.concat([png([['IDAT', 'x'.repeat(60_000)]])]);
  const begun = { caseId: first, of: OF.audio, kind: 'audio', name: 'b.wav', bytes: wav().length } as const;
  const second = await done(office, 'attachments.begin', begun);
  await done(office, 'attachments.append', {
    caseId: first,
    upload: second.upload,
    at: 0,
    bytes: new Uint8Array(wav()),
  });
  expect(
    await refusal(office, 'attachments.finish', {
      caseId: first,
      upload: second.upload,
      thumbnail: new Uint8Array(large),
    }),
  ).toMatchObject({ code: 'DISK_FULL' });
  expect(files(dir)).toEqual(before);
  expect(await done(office, 'attachments.list', { caseId: first })).toHaveLength(1);

  // The folder's place is taken by a file: nothing can be written there.
  rmSync(attachmentsDir(dir), { recursive: true });
  writeFileSync(attachmentsDir(dir), '');
  expect((await refused(office, first, 'audio', 'c.wav', wav(2))).code).toMatch(/^DISK_/);
  expect(await done(office, 'attachments.list', { caseId: first })).toHaveLength(1);
});

test('a power cut between file and database shows nothing and is swept; what a record names stays', async () => {
  const clock = new SetClock();
  const { office, dir, head, first } = await openedOffice(clock);
  const named = await add(office, first, 'photo', 'named.png', png([['gAMA', 'named']]));
  const dropped = await add(office, first, 'photo', 'dropped.png', png([['gAMA', 'dropped']]));
  await name(office, first, [named.id, dropped.id]);
  await name(office, first, [named.id]);
  const loose = await add(office, first, 'audio', 'loose.wav', wav());
  const [some = ''] = files(dir);
  const orphan = join(attachmentsDir(dir), 'ab'.repeat(32));
  writeFileSync(orphan, readFileSync(join(attachmentsDir(dir), some)));
  writeFileSync(`${join(attachmentsDir(dir), 'cd'.repeat(32))}.part`, 'half');
  office.close();

  const next = async (later: number): Promise<Office> => {
    clock.offset += later;
    const again = officeIn(dir, clock);
    expect(await signIn(again, head)).toMatchObject({ ok: true });
    return again;
  };
  const soon = await next(1000);
  expect(files(dir).some((file) => file.endsWith('.part'))).toBe(false);
  expect((await done(soon, 'attachments.list', { caseId: first })).map(({ id }) => id)).not.toContain('ab');
  expect(existsSync(orphan)).toBe(true);
  soon.close();
  const later = await next(WEEK + 60_000);
  expect(existsSync(orphan)).toBe(false);
  const left = (await done(later, 'attachments.list', { caseId: first })).map(({ id }) => id);
  expect(left).toContain(named.id);
  expect(left).not.toContain(loose.id);
  expect(await read(later, first, named.id)).toEqual(png([['gAMA', 'named']]));
  later.close();
});

test('a person sees what the class of the question lets them see, in their own cases', async () => {
  const { office, dir, head, first } = await openedOffice();
  const photo = await add(office, first, 'photo', 'a.png', png(), png());
  const passphrase = 'nine gentle otters cross a bridge';
  const ids = new Map<string, Awaited<ReturnType<typeof addPerson>>>();
  const addPerson = async (role: 'clerk' | 'caseworker' | 'administrator') =>
    (await withCheapKeys(() => done(office, 'people.add', { name: `The ${role}`, roles: [role], passphrase }))).id;
  for (const role of ['clerk', 'caseworker'] as const) ids.set(role, await addPerson(role));
  const trail = await done(office, 'audit.list', { caseId: first, limit: 20 });
  expect(trail.lines.map(({ action }) => action)).toContain('attachment.added');
  expect(JSON.stringify(trail)).not.toContain('a.png');
  office.close();
  for (const [role, user] of ids) {
    const other = officeIn(dir);
    expect(await signIn(other, user, passphrase), role).toMatchObject({ ok: true });
    const list = await ask(other, 'attachments.list', { caseId: first });
    // A clerk may open every case, but not what is of class 4; a caseworker only the own cases.
    expect(list, role).toMatchObject(role === 'clerk' ? { ok: true, value: [] } : { error: { code: 'PERM_DENIED' } });
    for (const reply of [
      await ask(other, 'attachments.read', { caseId: first, id: photo.id, at: 0 }),
      await ask(other, 'attachments.thumbnail', { caseId: first, id: photo.id }),
      await other.shell('saveAttachment', { caseId: first, id: photo.id, path: join(temporaryFolder(), 'x.png') }),
    ])
      expect(reply, role).toMatchObject({
        ok: false,
        error: { code: role === 'clerk' ? 'FILE_NOT_FOUND' : 'PERM_DENIED' },
      });
    other.close();
  }
  const mine = officeIn(dir);
  expect(await signIn(mine, head)).toMatchObject({ ok: true });
  expect(await done(mine, 'attachments.thumbnail', { caseId: first, id: photo.id })).toEqual({
    bytes: new Uint8Array(png()),
  });
});

test('a copy is written where the person chose, under the code of the case, and audited', async () => {
  const { office, first } = await openedOffice();
  const kept = await add(office, first, 'document', `${CANARY}.pdf`, pdf('text'));
  const named = await office.shell('attachmentName', { caseId: first, id: kept.id });
  expect(named).toMatchObject({ ok: true, value: { fileName: expect.stringMatching(/^KSM-.*-1\.pdf$/) as string } });
  const path = join(temporaryFolder(), 'copy.pdf');
  expect(await office.shell('saveAttachment', { caseId: first, id: kept.id, path })).toMatchObject({ ok: true });
  expect(readFileSync(path)).toEqual(pdf('text'));
  const { lines } = await done(office, 'audit.list', { caseId: first, limit: 5 });
  expect(lines[0]).toMatchObject({ action: 'attachment.saved', result: 'done' });
});

test('what the dialog chose is taken in; a picture only through the page, and for that case', async () => {
  const { office, dir, first } = await openedOffice();
  const folder = temporaryFolder();
  const paper = join(folder, 'paper.docx');
  writeFileSync(paper, docx());
  utimesSync(paper, 1, 1);
  const taken = await office.shell('takeAttachment', { caseId: first, of: OF.document, kind: 'document', path: paper });
  expect(taken).toMatchObject({ ok: true, value: { attachment: { name: 'paper.docx' } } });
  const picture = join(folder, 'photo.jpg');
  writeFileSync(picture, jpeg([[0xe1, `Exif\0\0${CANARY}`]]));
  const picked = await office.shell('takeAttachment', { caseId: first, of: OF.photo, kind: 'photo', path: picture });
  if (!picked.ok) throw new Error(picked.error.code);
  const { place } = picked.value as { place: string };
  const { bytes } = await done(office, 'attachments.readPicked', { caseId: first, place, at: 0 });
  expect(Buffer.from(bytes)).toEqual(readFileSync(picture));
  expect(files(dir)).toHaveLength(1);
  expect(await refusal(office, 'attachments.readPicked', { caseId: first, place: 'x', at: 0 })).toMatchObject({
    code: 'FILE_NOT_FOUND',
  });
});

test('the signed form carries the photo where there is consent to one, and never otherwise', async () => {
  const { office, first } = await openedOffice();
  const photo = await add(office, first, 'photo', 'a.png', png());
  const printed = async (
    consent: string,
  ): Promise<{ html: string; pictures: { address: string; bytes: Uint8Array }[] }> => {
    const { draftId, document } = await done(office, 'cases.startEdit', { caseId: first });
    const values = { ...document.values, child_photos: [photo.id], consent_photo: consent };
    await saveDraft(office, draftId, { ...document, values } as never);
    await done(office, 'cases.save', { draftId });
    const order = {
      report: { kind: 'registration', caseId: first },
      language: 'en',
      paper: 'A4',
      names: 'default',
      purpose: '',
    };
    const reply = await office.shell('printDocument', order);
    if (!reply.ok) throw new Error(reply.error.code);
    return reply.value as never;
  };
  const without = await printed('no');
  expect(without.pictures).toEqual([]);
  expect(without.html).not.toContain('<img');
  const { pictures, html } = await printed('yes');
  expect(pictures.map(({ bytes }) => Buffer.from(bytes))).toEqual([png()]);
  expect(html).toContain(`src="${pictures[0]?.address ?? ''}"`);
});
