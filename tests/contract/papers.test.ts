import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import type { CaseDocument, Values } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';
import {
  aCase,
  done,
  everyCase,
  openedOffice,
  refusal,
  register,
  resourcesDir,
  saveDraft,
  temporaryFolder,
} from '../faults/temporary-office.ts';
import { png } from '../builders/made-files.ts';
import { ChangedPackage } from '../builders/changed-package.ts';
import type { Office } from '../../main/office/office.ts';
import type { PrintJobDocument } from '../../main/office/print-documents.ts';

const CHILD = 'Zanzivoort Amani';
const AUNT = 'Kwazimoto';
const usual = { language: 'en', paper: 'A4', names: 'default', purpose: 'for the file' } as const;
const PLAN = 'AAAAAAAAAAAAAAAAAAAAAQ';
const day = (date: string) => ({ date, precision: 'day', calendar: 'gregory' }) as const;
const row = (id: string, values: Values) => ({ id, values });

function planned(): CaseDocument {
  const document = aCase({ full_name: CHILD, risk_reason: `${AUNT} is often away at night.`, phone: '+254700000014' });
  return {
    ...document,
    rows: {
      ...document.rows,
      family_members: [
        row('AAAAAAAAAAAAAAAAAAAAAA', {
          name: AUNT,
          relation: 'aunt',
          phone: '+254700000015',
          age: { years: 41, asOf: '2026-01-02' },
        }),
      ],
      case_plans: [
        row(PLAN, {
          plan_date: day('2026-02-03'),
          plan_goal: 'Sleeps in a safe room',
          safety_plan_made: 'yes',
          safety_plan_code_word: 'pineapple',
        }),
      ],
      plan_actions: [
        row('AAAAAAAAAAAAAAAAAAAAAg', {
          action_plan: PLAN,
          action_what: 'Ask the neighbour for the room',
          action_status: 'ongoing',
        }),
        row('AAAAAAAAAAAAAAAAAAAAAw', {
          action_plan: PLAN,
          action_what: 'Call the clinic',
          action_status: 'cancelled',
        }),
      ],
      followups: [
        row('AAAAAAAAAAAAAAAAAAAABA', { followup_done: day('2026-03-09'), followup_child_view: 'The later visit' }),
        row('AAAAAAAAAAAAAAAAAAAABQ', { followup_done: day('2026-03-01'), followup_child_view: 'The first visit' }),
      ],
    },
  };
}

let office: Office;
let caseId: CaseId;
beforeEach(async () => {
  ({ office } = await openedOffice());
  caseId = await register(office, planned());
});

async function printed(report: object, more: object = {}): Promise<PrintJobDocument> {
  const reply = await office.shell('printDocument', { ...usual, report, ...more });
  if (!reply.ok) throw new Error(`${reply.error.code} ${JSON.stringify(reply.error.params)}`);
  return reply.value as PrintJobDocument;
}
const layout = (id: string, more: object = {}): Promise<PrintJobDocument> =>
  printed({ kind: 'layout', layout: id, caseId }, more);

test('every paper of the configuration can be made of a case, and none is called after the child', async () => {
  const { layouts } = office.open?.configuration.configuration ?? {};
  const ids = (layouts?.reports ?? []).filter(({ sections }) => sections !== undefined).map(({ id }) => id);
  expect(ids).toEqual(
    expect.arrayContaining(['case-file', 'family-plan', 'conference', 'court', 'closure', 'checklist', 'subject-copy']),
  );
  for (const id of ids) {
    for (const language of ['en', 'fr', 'ar'] as const) {
      const job = await layout(id, { language });
      expect(job.fileName).not.toMatch(/Zanzivoort|Amani/);
      expect(/<title>(.*)<\/title>/.exec(job.html)?.[1]).toMatch(/KSM-/);
    }
  }
});

test('the case file holds every form with an answer in the order of time, and says where each begins', async () => {
  const { html } = await layout('case-file');
  const anchors = [...html.matchAll(/<a href="#([^"]+)"/g)].map(([, to]) => to);
  expect(anchors.length).toBeGreaterThan(5);
  for (const anchor of anchors) expect(html).toContain(` id="${String(anchor)}"`);
  expect(html.indexOf('The first visit')).toBeLessThan(html.indexOf('The later visit'));
  expect(html.indexOf('The first visit')).toBeGreaterThan(0);
  expect(html).toMatch(/Forms without answers/);
  // The trail is part of it only when somebody asks.
  expect(html).not.toMatch(/Extract of the audit log/);
  const audited = await printed({ kind: 'layout', layout: 'case-file', caseId, audit: true });
  expect(audited.html).toMatch(/Extract of the audit log[\s\S]*Made a report/);
});

test('the family’s copy of the plan has what will be done, and no safety plan, and says that it is not approved', async () => {
  const job = await layout('family-plan');
  expect(job.html).toContain('Ask the neighbour for the room');
  expect(job.html).toContain('Sleeps in a safe room');
  expect(job.html).not.toMatch(/Call the clinic|pineapple|often away/);
  expect(job.html).toMatch(/class="[^"]*large/);
  expect(job.draft).toBe(true);
  expect(job.html).toContain('DRAFT');
  expect((await layout('checklist')).draft).toBe(false);
});

test('a copy for the child leaves out everybody else, in fields and in texts, and lists what it left out', async () => {
  const job = await layout('subject-copy');
  expect(job.names).toBe('others');
  expect(job.html).toContain(CHILD);
  expect(job.html).toContain('+254700000014');
  expect(job.html).not.toMatch(/Kwazimoto|\+254700000015|41 years/);
  const left = job.leftOut.map(({ label, why }) => `${why}: ${label}`);
  for (const line of ['others: Family members: Name', 'others: Family members: Phone', 'words: Reason for this level'])
    expect(left).toContain(line);
  const whole = await layout('subject-copy', { names: 'full', why: 'the court asked' });
  expect(whole.html).toContain(AUNT);
});

test('what is too sensitive for a copy is left out of it and told, and a layout’s own bound cannot be raised', async () => {
  const all = await printed({ kind: 'form', form: 'case_plan', caseId });
  expect(all.html).toContain('pineapple');
  const less = await printed({ kind: 'form', form: 'case_plan', caseId }, { mostClass: 4 });
  expect(less.html).not.toContain('pineapple');
  expect(less.leftOut.map(({ why }) => why)).toContain('class');
  const least = await printed({ kind: 'form', form: 'case_plan', caseId }, { mostClass: 3 });
  expect(least.html).not.toContain('Sleeps in a safe room');
  expect((await layout('family-plan', { mostClass: 5 })).html).not.toContain('pineapple');
});

test('any form is printed filled or blank, and one that nobody knows is refused', async () => {
  for (const { id } of office.open?.configuration.configuration.forms.filter(({ system }) => system !== true) ?? []) {
    const blank = await printed({ kind: 'blank-form', form: id });
    expect(blank.html).toMatch(/class="(line|box)"/);
    expect(blank.html).not.toContain(CHILD);
  }
  const one = await printed({ kind: 'form', form: 'followup', caseId, row: 'AAAAAAAAAAAAAAAAAAAABQ' });
  expect(one.html).toContain('The first visit');
  expect(one.html).not.toContain('The later visit');
  for (const report of [
    { kind: 'blank-form', form: 'no_form' },
    { kind: 'layout', layout: 'no-paper', caseId },
    { kind: 'layout', layout: 'case-list', caseId },
  ])
    expect(await office.shell('printDocument', { ...usual, report })).toMatchObject({ error: { code: 'FORM_STALE' } });
});

test('a copy that never left the screen gives its number to the next', async () => {
  const report = { kind: 'layout', layout: 'court', caseId };
  const { copy } = await printed(report);
  expect((await printed(report, { again: copy })).copy).toBe(copy);
  expect((await printed(report)).copy).toBe(copy + 1);
  // Somebody else made another one in the meantime: the number is used up.
  expect((await printed(report, { again: copy })).copy).toBe(copy + 2);
});

test('the photo wall shows only children whose photo may be made public', async () => {
  const { query } = everyCase;
  const { html, pictures } = await printed({ kind: 'photo-wall', query });
  expect(pictures).toEqual([]);
  expect(html).toMatch(/no consent to make it public/);
  expect(html).not.toContain(CHILD);
});

test('a photo hangs on the wall with its code alone, until consent to publish it is taken back', async () => {
  const about = { caseId, of: { field: 'child_photos' }, kind: 'photo', name: `${CHILD}.png` } as const;
  const bytes = new Uint8Array(png());
  const { upload } = await done(office, 'attachments.begin', { ...about, bytes: bytes.length });
  await done(office, 'attachments.append', { caseId, upload, at: 0, bytes });
  const { id } = await done(office, 'attachments.finish', { caseId, upload, thumbnail: bytes });
  const answer = async (values: Values): Promise<void> => {
    const { draftId, document } = await done(office, 'cases.startEdit', { caseId });
    const before = document as CaseDocument;
    await saveDraft(office, draftId, { ...before, values: { ...before.values, ...values } });
    await done(office, 'cases.save', { draftId });
  };
  const { code } = await done(office, 'cases.open', { caseId });
  const wall = { kind: 'photo-wall', query: everyCase.query };
  await answer({ child_photos: [id], consent_photo: 'yes', consent_publish: 'yes', location_confidential: 'no' });
  const { html, pictures } = await printed(wall);
  expect(pictures.map(({ mime }) => mime)).toEqual(['image/png']);
  expect(html).toContain(`<img src="${pictures[0]?.address ?? ''}" alt="${code}">`);
  expect(html).not.toMatch(/Zanzivoort|Amani/);
  const objects = async (): Promise<readonly string[]> => {
    const { lines } = await done(office, 'audit.list', { limit: 30 });
    return lines.filter(({ detail }) => detail.startsWith('photo-wall')).map(({ object }) => object);
  };
  // The case knows that its photo was printed; one that has none on the wall does not.
  expect((await objects()).filter((one) => one === code)).toHaveLength(1);
  await done(office, 'restrictions.set', { code, why: 'The father contests it.', authority: 'The father' });
  const without = await printed(wall);
  expect(without.pictures).toEqual([]);
  expect(without.html).not.toContain(code);
  expect(without.html).toMatch(/1 line is not printed/);
  expect((await objects()).filter((one) => one === code)).toHaveLength(1);
  const { restrictions } = await done(office, 'restrictions.ofCase', { caseId });
  await done(office, 'restrictions.lift', {
    caseId,
    restriction: restrictions[0]?.restriction ?? '',
    why: 'It was checked.',
  });
  await answer({ consent_publish: 'no' });
  expect((await printed(wall)).pictures).toEqual([]);
});

test('what the office changes of its papers is printed at once and outlives a switch of the forms', async () => {
  await done(office, 'paper.set', {
    paper: 'Letter',
    duplex: true,
    lines: { en: ['Ministry of Social Affairs', 'Department of Children'] },
    marking: { en: 'For the court only' },
    reports: { closure: { number: 'CP 9', signers: ['supervisor'], explained: false } },
  });
  const before = await layout('closure');
  for (const words of ['Ministry of Social Affairs', 'For the court only', 'CP 9'])
    expect(before.html).toContain(words);
  expect(before.html).toMatch(/class="[^"]*duplex/);
  expect(before.html.match(/<li[^>]*><b>/g)).toHaveLength(1);
  const inFrench = await layout('closure', { language: 'fr' });
  expect(inFrench.html).not.toContain('Ministry of Social Affairs');
  const path = new ChangedPackage(resourcesDir).write(join(temporaryFolder(), 'next.hifadhi-config'));
  const looked = await office.shell('readConfiguration', { path });
  if (!looked.ok) throw new Error(looked.error.code);
  await done(office, 'config.switch', { hash: (looked.value as { hash: string }).hash });
  expect((await layout('closure')).html).toContain('For the court only');
  expect(await refusal(office, 'paper.set', { reports: { 'no-paper': { number: '1' } } })).toMatchObject({
    code: 'FORM_INVALID',
    params: { field: 'no-paper' },
  });
  const { lines } = await done(office, 'audit.list', { limit: 20 });
  expect(lines.find(({ action }) => action === 'office.paper')?.detail).toBe('duplex lines marking paper reports');
});

test('a logo that is more than its pixels is refused, and a clean one stands on the first page', async () => {
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  expect(await refusal(office, 'paper.setLogo', { bytes: new Uint8Array([1, 2, 3]) })).toMatchObject({
    code: 'FILE_NOT_CLEAN',
  });
  const hiding = new Uint8Array([...png, 1, 2, 3]);
  expect(await refusal(office, 'paper.setLogo', { bytes: hiding })).toMatchObject({ code: 'FILE_NOT_CLEAN' });
  await done(office, 'paper.setLogo', { bytes: new Uint8Array(png) });
  const job = await layout('court');
  const [logo] = job.pictures;
  expect(logo?.mime).toBe('image/png');
  expect(job.html).toContain(`<img src="${logo?.address ?? ''}"`);
  await done(office, 'paper.setLogo', { bytes: null });
  expect((await layout('court')).pictures).toEqual([]);
});

test('a sample shows what is being changed without a word of any case', async () => {
  const { layouts } = office.open?.configuration.configuration ?? {};
  for (const { id } of layouts?.reports ?? []) {
    const reply = await office.shell('printSample', {
      layout: id,
      language: 'en',
      office: { marking: { en: 'Seen at once' } },
    });
    if (!reply.ok) throw new Error(`${id} ${reply.error.code}`);
    const { html, copy } = reply.value as PrintJobDocument;
    expect(html).toContain('Seen at once');
    expect(html).not.toMatch(/Zanzivoort|Kwazimoto|Furaha/);
    expect(copy).toBe(0);
  }
  const other = { layout: 'no-paper', language: 'en', office: {} };
  expect(await office.shell('printSample', other)).toMatchObject({ error: { code: 'FORM_STALE' } });
});
