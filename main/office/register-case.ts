import { randomInt } from 'node:crypto';
import type { Op } from '#core/exchange/op.ts';
import type { Resolved } from '#core/forms/resolve.ts';
import type { CaseDocument, Compartment, Values } from '#core/forms/types.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import { CODE_ALPHABET, makeCaseCode, RANDOM_LENGTH } from '#core/records/case-code.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import { newId } from '../crypto/hashing.ts';
import type { CaseRow } from '../storage/case.repo.ts';
import { RecordsInHand } from './apply-commit.ts';
import { audit } from './audit.ts';
import { author, type StreamSave } from './author.ts';
import { beginStream } from './case-streams.ts';
import { split } from './change-ops.ts';
import type { DraftBody } from './drafts.ts';
import type { OpenOffice } from './open-office.ts';
import { projectCase } from './project-case.ts';
import { todayIn } from './today.ts';

/** A case that begins at this office: its answers, already judged, and what the office itself notes of it. */
export interface NewCase {
  readonly document: CaseDocument;
  /** What they came to when they were judged, where that was just now. */
  readonly resolved?: Resolved | undefined;
  /** Who is responsible for it. */
  readonly owner: UserId;
  /** Cases that it was compared with and said not to be. */
  readonly notSameAs: readonly CaseId[];
  /** Warnings that somebody judged to be right. */
  readonly accepted: DraftBody['accepted'];
  /** What the office notes beside: where the case came from. */
  readonly noted?: Values;
  /** For the line in the audit trail: ids and numbers, never an answer. */
  readonly detail: string;
}

export function acceptChecks(open: OpenOffice, caseN: number, accepted: DraftBody['accepted']): void {
  for (const { rule, field, reason } of accepted) {
    open.repos.drafts.putAccepted({ caseN, rule, field, reason, userId: open.me.id, at: open.clock.now() });
  }
}

function newCode(open: OpenOffice, year: number): string {
  for (let tries = 0; tries < 50; tries += 1) {
    const random = Array.from({ length: RANDOM_LENGTH }, () => randomInt(CODE_ALPHABET.length));
    const code = makeCaseCode(open.self.code, year, random);
    if (!open.repos.cases.codeTaken(code)) return code;
  }
  throw new Error('no free case code was drawn');
}

/** What a case begins with, by compartment: its answers under its new code, and what the office notes of it. */
function firstOps(open: OpenOffice, { document, owner, notSameAs, noted = {} }: NewCase, code: string) {
  const ops = new Map<Compartment, Op[]>([['core', []]]);
  const into = (compartment: Compartment): Op[] => {
    const list = ops.get(compartment) ?? [];
    ops.set(compartment, list);
    return list;
  };
  const values: Values = { ...document.values, case_code: code };
  for (const [compartment, part] of split(open, CASE_RECORD, values))
    into(compartment).push(['doc', CASE_RECORD, CASE_RECORD, part]);
  for (const [coll, list] of Object.entries(document.rows)) {
    for (const { id, values: rowValues } of list) {
      const rowParts = split(open, coll, rowValues);
      if (rowParts.size === 0) rowParts.set('core', {});
      for (const [compartment, part] of rowParts) into(compartment).push(['doc', coll, id, part]);
    }
  }
  const others = notSameAs.length === 0 ? {} : { not_same_as: notSameAs };
  into('admin').push(['doc', CASE_RECORD, CASE_RECORD, { owner_user: owner, ...others, ...noted }]);
  return ops;
}

/**
 * Begins a case: its commits, states, projections and the line in the audit trail, in the caller's transaction. Whether
 * these answers may be a case, and whose, was decided before.
 */
export function registerCase(open: OpenOffice, begun: NewCase): CaseRow & { readonly commits: number } {
  const now = open.clock.now();
  const caseId = newId<CaseId>();
  const code = newCode(open, Number(todayIn(open.self.timeZone, now).slice(0, 4)));
  const entry = { caseId, code, ownerOfficeN: open.self.officeN, createdAt: now };
  const row = { n: open.repos.cases.add(entry), ...entry };
  const saves: StreamSave[] = [];
  for (const [compartment, list] of firstOps(open, begun, code)) {
    if (list.length === 0) list.push(['doc', CASE_RECORD, CASE_RECORD, {}]);
    const first = beginStream(open, row, compartment, saves[0]?.stream);
    saves.push({ stream: first.stream, ops: [...first.ops, ...list] });
  }
  const inHand = new RecordsInHand();
  const commits = author(open, saves, inHand).length;
  acceptChecks(open, row.n, begun.accepted);
  audit(open, 'case.registered', caseId, 'done', begun.detail);
  const { resolved } = begun;
  projectCase(open, row, { records: inHand.all, isNew: true, ...(resolved && { resolved }) });
  return { ...row, commits };
}
