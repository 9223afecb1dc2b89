import { beforeAll, describe, expect, test } from 'vitest';
import { findCall, type Output } from '#core/contracts/index.ts';
import type { DraftId } from '#core/ids.ts';
import { decide, type Subject } from '#core/rights/decide.ts';
import { RIGHTS, type Right } from '#core/rights/roles.ts';
import type { OfficeReply } from '../../main/office/office.ts';
import { openHandlers } from '../../main/office/open-handlers.ts';
import { publicHandlers } from '../../main/office/public-handlers.ts';
import { done, everyCase } from '../faults/temporary-office.ts';
import { inputsFor, query } from './call-inputs.ts';
import { nobody } from './office-wide-inputs.ts';
import { ROLE_IDS } from '../builders/office-roles.ts';
import {
  become,
  marked,
  MARKED,
  needOf,
  office,
  officeNames,
  partnerId,
  planted,
  sightFor,
  wordOf,
  WORDS,
  type OfficeName,
} from './role-office.ts';

async function reply(name: OfficeName, input: unknown): Promise<OfficeReply> {
  const contract = findCall(name);
  if (!contract) throw new Error(name);
  const answer = await office.call(name, contract.input.parse(input));
  if (answer.ok) expect(contract.output.safeParse(answer.value).error, name).toBeUndefined();
  else expect(answer.error.code, name).not.toMatch(/SAFE_UNEXPECTED|PERM_UNKNOWN_CALL/);
  return answer;
}

/** Calls that name one case: the decision is about that case. */
const aboutCase = (name: OfficeName): boolean =>
  [
    'cases.open',
    'supervision.checklist',
    'supervision.settle',
    'finding.pin',
    'audit.ofCase',
    'dataRequests.list',
    'holds.ofCase',
    'holds.lift',
    'disputes.list',
    'disputes.mark',
    'disputes.settle',
    'restrictions.ofCase',
    'restrictions.lift',
    'keeping.keep',
    'keeping.look',
    'keeping.erase',
    'history.entries',
    'history.compare',
    'cases.startEdit',
    'alerts.ofCase',
    'alerts.accept',
    'tasks.ofCase',
    'tasks.snooze',
    'tasks.move',
    'attachments.list',
    'attachments.begin',
    'attachments.append',
    'attachments.finish',
    'attachments.read',
    'attachments.thumbnail',
    'attachments.keepPicked',
    'attachments.readPicked',
    'casework.activity',
    'casework.addNote',
    'casework.addFlag',
    'casework.resolveFlag',
    'casework.requestApproval',
    'casework.withdrawApproval',
    'casework.decideApproval',
    'casework.offerTransfer',
    'handovers.prepare',
    'handovers.keep',
    'handovers.offer',
    'referrals.prepare',
    'referrals.keep',
    'referrals.send',
    'referrals.revoke',
    'casework.close',
    'casework.reopen',
    'casework.recordAfterClosure',
    'casework.disable',
    'casework.enable',
    'merging.lookAlikes',
    'merging.notSame',
    'merging.compare',
    'merging.merge',
    'merging.since',
    'merging.takeApart',
    'family.ofCase',
    'family.siblingQuery',
    'family.startSibling',
    'family.join',
    'family.leave',
    'family.differences',
    'family.share',
    'family.linkIncident',
    'family.unlinkIncident',
    'protection.ofCase',
    'protection.hide',
    'protection.unhide',
    'protection.record',
    'protection.declare',
    'protection.lift',
    'review.decide',
    'exchange.preview',
    'exchange.release',
    'exchange.write',
    'relay.queue',
  ].includes(name);

test('every office call has one handler, and there is no other', () => {
  expect([...Object.keys(openHandlers), ...Object.keys(publicHandlers)].sort()).toEqual([...officeNames].sort());
});

test('before sign-in only the public calls are answered, and they say nothing of a case', async () => {
  office.close();
  const [first] = planted;
  if (!first) throw new Error('nothing planted');
  const inputs = inputsFor(first.caseId, nobody as DraftId, partnerId());
  for (const name of officeNames) {
    if (name === 'setup.create' || name === 'setup.createDemo') {
      expect(await reply(name, inputs[name])).toMatchObject({ ok: false, error: { code: 'AUTH_ALREADY_OPEN' } });
      continue;
    }
    const answer = await reply(name, inputs[name]);
    if (needOf(name) === 'public') {
      for (const word of WORDS) expect(JSON.stringify(answer), name).not.toContain(word);
      expect(JSON.stringify(answer), name).not.toMatch(/KSM-\d/);
    } else expect(answer, name).toEqual({ ok: false, error: { code: 'AUTH_LOCKED', params: {} } });
  }
  for (const right of ['session', ...RIGHTS]) {
    expect(await office.shell('authorise', { right })).toMatchObject({ ok: false, error: { code: 'AUTH_LOCKED' } });
  }
});

describe.each(ROLE_IDS)('as %s', (role) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await become(role);
  });

  test('each right is what the table says, for the shell and for every call', async () => {
    for (const right of RIGHTS) {
      const { allowed } = decide(subject, right);
      expect([right, (await office.shell('authorise', { right })).ok]).toEqual([right, allowed]);
    }
    for (const { caseId, resource } of planted) {
      const inputs = inputsFor(caseId, nobody as DraftId, partnerId());
      for (const name of officeNames) {
        const need = needOf(name);
        if (need === 'public') continue;
        const answer = await reply(name, inputs[name]);
        const right = RIGHTS.find((known): known is Right => known === need);
        const allowed = right === undefined || decide(subject, right, aboutCase(name) ? resource : undefined).allowed;
        const denied = !answer.ok && answer.error.code === 'PERM_DENIED';
        expect([name, denied], `${name} as ${role}`).toEqual([name, !allowed]);
      }
    }
  });

  test('no reply holds a word of a case beyond the class and the cases of the role', async () => {
    const heard: string[] = [];
    const hear = async (name: OfficeName, input: unknown): Promise<void> => {
      if (needOf(name) === 'public' && name !== 'app.state') return;
      heard.push(`${name} ${JSON.stringify(await reply(name, input))}`);
    };
    for (const { caseId, whose } of planted) {
      const edit = await office.call('cases.startEdit', { caseId });
      const draftId = edit.ok ? (edit.value as { draftId: DraftId }).draftId : (nobody as DraftId);
      const inputs = inputsFor(caseId, draftId, partnerId());
      for (const name of officeNames) if (name !== 'exchange.write') await hear(name, inputs[name]);
      for (const selection of [{ allOpen: true }, { waiting: true }]) {
        await hear('exchange.preview', { office: partnerId(), selection });
      }
      for (const word of WORDS) {
        await hear('cases.list', { ...everyCase, query: { ...query, text: `${word}${whose}` } });
      }
      const print = { language: 'en', paper: 'A4', names: 'default', purpose: 'test' };
      for (const report of [
        { kind: 'case-summary', caseId },
        { kind: 'registration', caseId },
        { kind: 'case-list', query },
        { kind: 'reminders', of: 'office' },
      ]) {
        // The shell asks for this right before it prints (`print.make`).
        if (!(await office.shell('authorise', { right: 'case.print' })).ok) continue;
        heard.push(`print ${JSON.stringify(await office.shell('printDocument', { report, ...print }))}`);
        const named = { report, ...print, names: 'full', why: 'the court asked' };
        heard.push(`print ${JSON.stringify(await office.shell('printDocument', named))}`);
      }
    }
    for (const { caseId, whose, resource } of planted) {
      const { sees } = sightFor(subject, resource);
      for (const field of MARKED) {
        const word = wordOf(field, whose);
        const mayNames = field === 'full_name' && decide(subject, 'case.names', resource).allowed;
        if (sees('case', field) || mayNames) continue;
        const leaks = heard.filter((line) => line.includes(word)).map((line) => line.split(' ')[0]);
        expect(leaks, `${field} of case ${whose} to ${role}`).toEqual([]);
      }
      if (decide(subject, 'case.list', resource).allowed || decide(subject, 'audit.view', resource).allowed) continue;
      const told = heard.filter((line) => line.startsWith('exchange.preview') && line.includes(caseId));
      expect(told, `case ${whose} to ${role}`).toEqual([]);
    }
  });
});

test('the supervisor sees every word that was planted, so that the search above would have found one', async () => {
  await become('supervisor');
  for (const { caseId, whose } of planted) {
    const file = JSON.stringify(await done(office, 'cases.open', { caseId }));
    for (const field of MARKED) expect(file).toContain(wordOf(field, whose));
  }
});

test('a person without the right to names cannot find a child by its name', async () => {
  for (const role of ['manager', 'dpo'] as const) {
    await become(role);
    const [known] = (await done(office, 'cases.list', everyCase)).rows;
    const byCode = { ...everyCase, query: { ...query, text: known?.code ?? 'none' } };
    expect((await done(office, 'cases.list', byCode)).rows.map((row) => row.code)).toEqual([known?.code]);
    const { total } = await done(office, 'cases.list', {
      ...everyCase,
      query: { ...query, text: wordOf('full_name', 'one') },
    });
    expect([role, total]).toEqual([role, 0]);
  }
});

test("a draft is its writer's alone, and somebody else's cannot be told from one that does not exist", async () => {
  await become('supervisor');
  const { draftId } = await done(office, 'cases.startRegistration', { notSameAs: [] });
  await become('clerk');
  const document = { values: {}, rows: {} };
  for (const [name, input] of [
    ['cases.openDraft', { draftId }],
    ['cases.saveDraft', { draftId, document, accepted: [], notSameAs: [] }],
    ['cases.changeDraft', { draftId, patch: { values: {}, rows: {} }, accepted: [], notSameAs: [] }],
    ['cases.discardDraft', { draftId }],
    ['cases.save', { draftId }],
  ] as const) {
    expect(await reply(name, input)).toEqual({ ok: false, error: { code: 'FORM_DRAFT_NOT_FOUND', params: {} } });
  }
});

test('a draft takes only what differs, and refuses it when it was made for other answers', async () => {
  await become('supervisor');
  const { draftId } = await done(office, 'cases.startRegistration', { notSameAs: [] });
  const rest = { draftId, accepted: [], notSameAs: [] };
  const row = { id: 'r'.repeat(21) + 'A', values: { name: 'Amina' } };
  const grown = {
    values: { school_name: 'Harbour school' },
    rows: { family_members: { order: [row.id], rows: [row] } },
  };
  await done(office, 'cases.changeDraft', { ...rest, patch: grown });
  const { document } = await done(office, 'cases.openDraft', { draftId });
  expect(document).toMatchObject({ values: { school_name: 'Harbour school' }, rows: { family_members: [row] } });
  const named = { id: row.id, values: { name: 'Amina Juma' } };
  const changed = { values: { school_name: null }, rows: { family_members: { rows: [named] } } };
  await done(office, 'cases.changeDraft', { ...rest, patch: changed });
  const { document: later } = await done(office, 'cases.openDraft', { draftId });
  expect(later.values).not.toHaveProperty('school_name');
  expect(later.rows).toMatchObject({ family_members: [named] });
  const other = { values: { school_name: 'lost' }, rows: { care_arrangements: { rows: [row] } } };
  expect(await reply('cases.changeDraft', { ...rest, patch: other })).toMatchObject({ error: { code: 'FORM_STALE' } });
  const { document: same } = await done(office, 'cases.openDraft', { draftId });
  expect(same).toEqual(later);
});

test('a clerk who changes a case does not wipe the answers that were closed to them', async () => {
  const [first] = planted;
  if (!first) throw new Error('nothing planted');
  await become('clerk');
  const { draftId, document } = await done(office, 'cases.startEdit', { caseId: first.caseId });
  const changed = { ...document, values: { ...document.values, school_name: 'Harbour school' } };
  await done(office, 'cases.saveDraft', { draftId, document: changed, accepted: [], notSameAs: [] });
  expect(await reply('cases.save', { draftId })).toMatchObject({ ok: true });
  await become('supervisor');
  const { document: now } = await done(office, 'cases.open', { caseId: first.caseId });
  expect(now.values).toMatchObject({ ...marked('one').values, school_name: 'Harbour school' });
});

test('every refusal of a right is a line in the audit trail', async () => {
  await become('dpo');
  const lines: Output<'audit.list'>['lines'] = [];
  for (let before: number | undefined, more = true; more; before = lines.at(-1)?.n) {
    const page = await done(office, 'audit.list', { limit: 500, ...(before === undefined ? {} : { before }) });
    lines.push(...page.lines);
    more = page.more;
  }
  const refused = lines.filter((line) => line.action === 'right.refused');
  expect(new Set(refused.map((line) => line.who)).size).toBe(ROLE_IDS.length);
  expect(refused.every((line) => line.result === 'refused')).toBe(true);
});
