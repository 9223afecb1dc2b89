import type { CaseId } from '#core/ids.ts';
import { dotOf } from '#core/exchange/commit.ts';
import { siblingsOf } from '#core/exchange/merge.ts';
import { setOp } from '#core/exchange/op.ts';
import { recordFromJson } from '#core/exchange/record-json.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import { author } from '../../main/office/author.ts';
import { coreOf } from '../../main/office/case-streams.ts';
import { offerToPartners } from '../../main/office/offer-changes.ts';
import type { OpenOffice } from '../../main/office/open-office.ts';
import type { StreamRow } from '../../main/storage/case.repo.ts';

const SAVES_AT_ONCE = 500;
/** An answer of the core that protects nobody and is on no list: saving it changes nothing else. */
export const FIELD = 'address_landmark';

/** A case whose answer is saved again and again, with what whoever saves it next was shown. */
export interface Edited {
  readonly stream: StreamRow;
  shown: readonly string[];
}

export function toEdit(open: OpenOffice, ids: readonly CaseId[]): Edited[] {
  return ids.map((caseId) => {
    const stream = coreOf(open, open.repos.cases.byId(caseId)?.n ?? 0);
    const stored = stream && open.repos.records.get(stream.sid, CASE_RECORD, CASE_RECORD);
    if (!stream || !stored) throw new Error('a case without its core');
    return { stream, shown: siblingsOf(recordFromJson(stored), FIELD).map(({ dot }) => dot) };
  });
}

/** Saves an answer of each case, each save signed and shown what stood there, many in a transaction. */
export function saveEach(open: OpenOffice, cases: readonly Edited[], valueOf: (n: number) => string): void {
  for (let from = 0; from < cases.length; from += SAVES_AT_ONCE)
    open.db.transaction(() => {
      for (const [i, one] of cases.slice(from, from + SAVES_AT_ONCE).entries()) {
        const where = { collection: CASE_RECORD, row: CASE_RECORD, field: FIELD };
        const ops = [setOp(where, valueOf(from + i), one.shown, undefined)];
        one.shown = author(open, [{ stream: one.stream, ops }]).map(dotOf);
      }
    });
}

/** Puts what was saved on the links to the offices that have the cases. */
export function offerEach(open: OpenOffice, cases: readonly Edited[]): void {
  open.db.transaction(() => {
    for (const { stream } of cases) offerToPartners(open, stream.caseN);
  });
}
