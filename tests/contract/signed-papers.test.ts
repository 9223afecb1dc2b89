import { beforeEach, expect, test } from 'vitest';
import type { CaseDocument, Values } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';
import { aCase, done, openedOffice, register, saveDraft } from '../faults/temporary-office.ts';
import { png } from '../builders/made-files.ts';
import type { Office } from '../../main/office/office.ts';
import type { PrintJobDocument } from '../../main/office/print-documents.ts';

// Signatures that were given in the program stand on the papers about what was signed, and on no other.

const CHILD = 'Zanzivoort Amani';
const AUNT = 'Kwazimoto';
const CLOSURE = 'AAAAAAAAAAAAAAAAAAAAAQ';
const usual = { language: 'en', paper: 'A4', names: 'default', purpose: 'for the file' } as const;
const row = (id: string, values: Values) => ({ id, values });
const closed = (more: Values): Values => ({ closure_status: 'in_preparation', ...more });

let office: Office;
let caseId: CaseId;
beforeEach(async () => {
  ({ office } = await openedOffice());
  caseId = await register(office, {
    ...aCase({ full_name: CHILD }),
    rows: { closures: [row(CLOSURE, closed({}))] },
  });
});

type Of = { readonly rows: string; readonly field: string } | { readonly field: string };
async function attach(of: Of, name: string, signed?: 'drawn' | 'typed'): Promise<string> {
  const bytes = new Uint8Array(png());
  const kind = signed === undefined ? ('photo' as const) : ('signature' as const);
  const about = { caseId, of, kind, name, bytes: bytes.length, ...(signed === undefined ? {} : { signed }) };
  const { upload } = await done(office, 'attachments.begin', about);
  await done(office, 'attachments.append', { caseId, upload, at: 0, bytes });
  return (await done(office, 'attachments.finish', { caseId, upload, thumbnail: bytes })).id;
}
async function change(closures: CaseDocument['rows'][string], values: Values = {}): Promise<void> {
  const { draftId, document } = await done(office, 'cases.startEdit', { caseId });
  const before = document as CaseDocument;
  await saveDraft(office, draftId, {
    values: { ...before.values, ...values },
    rows: { ...before.rows, closures },
  });
  await done(office, 'cases.save', { draftId });
}
async function signClosure(): Promise<void> {
  const of = (field: string) => ({ rows: 'closures', field });
  const child = await attach(of('closure_signature_child'), CHILD, 'drawn');
  const aunt = await attach(of('closure_signature_caregiver'), AUNT, 'typed');
  await change([row(CLOSURE, closed({ closure_signature_child: [child], closure_signature_caregiver: [aunt] }))]);
}
async function printed(report: object, more: object = {}): Promise<PrintJobDocument> {
  const reply = await office.shell('printDocument', { ...usual, report, ...more });
  if (!reply.ok) throw new Error(`${reply.error.code} ${JSON.stringify(reply.error.params)}`);
  return reply.value as PrintJobDocument;
}
const layout = (id: string, more: object = {}): Promise<PrintJobDocument> =>
  printed({ kind: 'layout', layout: id, caseId }, more);
const inBlocks = (html: string): string => /<section class="signatures">.*?<\/section>/s.exec(html)?.[0] ?? '';
const inks = (html: string): string[] =>
  [...html.matchAll(/<img class="ink" src="([^"]+)"/g)].map(([, to]) => to ?? '');

test('a signed closure is printed with its signatures in their blocks, and asks for no second one', async () => {
  await signClosure();
  const { html, pictures } = await layout('closure');
  const blocks = inBlocks(html);
  expect(inks(blocks)).toEqual(pictures.map(({ address }) => address));
  expect(pictures).toHaveLength(2);
  // Each stands once: in the block, not among the answers as well.
  expect(inks(html)).toEqual(inks(blocks));
  expect(blocks).toMatch(/<b>Child<\/b>.*?class="ink".*?Zanzivoort Amani.*?signed on the screen.*?20\d\d/s);
  expect(blocks).toMatch(/<b>Caregiver, or.*?class="ink".*?Kwazimoto.*?signed with a typed name/s);
  // The supervisor did not sign: room for it stays.
  expect(blocks).toMatch(/<b>Supervisor<\/b>(?!.*class="ink").*?>Signature<.*?>Date</s);
  expect(blocks).not.toContain('class="thumb"');
});

test('the same closure as a form of its own, in Arabic and in the case file, shows them as well', async () => {
  await signClosure();
  const form = await printed({ kind: 'form', form: 'closure', caseId, row: CLOSURE });
  expect(inks(inBlocks(form.html))).toHaveLength(2);
  const arabic = await layout('closure', { language: 'ar' });
  expect(inBlocks(arabic.html)).toMatch(/موقّع على الشاشة/);
  const file = await layout('case-file');
  expect(inks(file.html)).toHaveLength(2);
  expect(file.html).toMatch(/Signature or mark of the child.*?class="ink".*?signed on the screen/s);
});

test('a signature stands below nothing that it was not given for', async () => {
  await signClosure();
  const court = await layout('court');
  expect([inks(court.html), court.pictures]).toEqual([[], []]);
  const second = 'AAAAAAAAAAAAAAAAAAAAAg';
  const kept = await done(office, 'cases.open', { caseId });
  const first = (kept.document as CaseDocument).rows['closures']?.[0];
  await change([...(first === undefined ? [] : [first]), row(second, closed({}))]);
  expect(inks((await printed({ kind: 'layout', layout: 'closure', caseId, row: second })).html)).toEqual([]);
  // Of two closures on one paper no block could say which was signed: the pictures stand with the answers.
  const both = await printed({ kind: 'form', form: 'closure', caseId });
  expect(inks(inBlocks(both.html))).toEqual([]);
  expect(inks(both.html)).toHaveLength(2);
});

test('a copy without names has no signature, says that there is one and tells who chooses what is left out', async () => {
  await signClosure();
  const coded = await layout('closure', { names: 'code' });
  expect([inks(coded.html), coded.pictures]).toEqual([[], []]);
  expect(coded.html).toContain('signed on the screen');
  expect(coded.html).not.toMatch(/Kwazimoto|Zanzivoort/);
  expect(coded.leftOut).toContainEqual({ label: 'Closures: Signature or mark of the caregiver', why: 'name' });
  // The copy for the child holds the child's own signature and no relative's.
  const own = await layout('subject-copy');
  expect(inks(own.html)).toHaveLength(1);
  expect(own.html).not.toContain(AUNT);
});

test('an id of another file is no signature, whatever was written into the answer', async () => {
  const photo = await attach({ field: 'child_photos' }, 'face.png');
  await change([row(CLOSURE, closed({}))], { child_photos: [photo] });
  const { repos } = office.open ?? {};
  const n = repos?.cases.byId(caseId)?.n ?? 0;
  expect(repos?.attachments.get(n, photo)?.kind).toBe('photo');
  await change([row(CLOSURE, closed({ closure_signature_child: [photo] }))], { child_photos: [photo] }).catch(() => {});
  const { html, pictures } = await layout('closure');
  expect([inks(html), pictures]).toEqual([[], []]);
});
