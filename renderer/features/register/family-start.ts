import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue';
import type { LocationQuery } from 'vue-router';
import type { Draft } from '#core/contracts/cases.contract.ts';
import type { KeptSearch, MatchQuery } from '#core/contracts/kept.ts';
import type { Reply } from '#core/contracts/index.ts';
import { isId16, type CaseId, type DraftId } from '#core/ids.ts';
import { office, type Refused } from '../../bridge.ts';

/** The case of the family from which a registration begins. */
export interface Start {
  readonly caseId: CaseId;
  readonly code: string;
  readonly row: string | undefined;
  /** What the new child is to the first; undefined: not said yet. */
  readonly relation: string | undefined;
  /** The family's case says it already: it is not asked. */
  readonly relationKnown: boolean;
  readonly hasConcerns: boolean;
  readonly concerns: boolean;
}

export interface FamilyStarting {
  /** Undefined: this registration is for no family. */
  readonly start: ShallowRef<Start | undefined>;
  /** Where the person came from. */
  readonly back: ComputedRef<string | undefined>;
  /**
   * Asks the family's case what it knows and puts it into the search, unless a kept search is gone on with: then what
   * was typed has the last word.
   */
  readonly read: (goingOn: boolean) => Promise<Refused | undefined>;
  /** What is kept of it beside the search. */
  readonly kept: () => KeptSearch['family'];
  /** Another search stands in the fields now, for this family or for none; `read` then asks its case. */
  readonly goOn: (kept: KeptSearch['family']) => void;
  /** Everything stands as the family's case filled it in: there is nothing to keep yet. */
  readonly asBegun: () => boolean;
  readonly begin: (
    known: MatchQuery,
    notSameAs: CaseId[],
    search: DraftId | undefined,
  ) => Promise<Reply<Draft>> | undefined;
  /** Puts a case that was found into the family. */
  readonly join: (code: string) => Promise<Reply<unknown>>;
}

const isCaseId = (text: unknown): text is CaseId => typeof text === 'string' && isId16(text);
/** The case that the address names as the family's. */
export const familyCase = ({ family }: LocationQuery): CaseId | undefined => (isCaseId(family) ? family : undefined);
const memberRow = ({ member }: LocationQuery): string | undefined =>
  typeof member === 'string' && isId16(member) ? member : undefined;

/** Registering a brother or sister says what the child is, unless somebody says otherwise. */
const SIBLING_OF: Readonly<Record<string, string>> = { male: 'brother', female: 'sister' };

/** `family` and `member` in the address: the case and the row of it from which a registration begins. */
export function useFamilyStart(address: () => LocationQuery, query: MatchQuery): FamilyStarting {
  const start = shallowRef<Start>();
  /** Of a kept search whose case was not read yet, or cannot be read now: it stays one for that family. */
  let unread: KeptSearch['family'];
  let begun = '';
  const stand = (): string => JSON.stringify([query, start.value]);
  const rowPart = (row: string | undefined) => (row === undefined ? {} : { row });
  const relationPart = (): { relation?: string } => {
    const relation = start.value?.relation ?? SIBLING_OF[query.sex];
    return relation === undefined ? {} : { relation };
  };
  return {
    start,
    back: computed(() => {
      const caseId = familyCase(address());
      return caseId === undefined ? undefined : `/case/${caseId}/family`;
    }),
    async read(goingOn) {
      const [caseId, row] = [familyCase(address()), memberRow(address())];
      if (start.value?.caseId === caseId && start.value?.row === row) return undefined;
      start.value = undefined;
      if (!goingOn) unread = undefined;
      if (caseId === undefined) return undefined;
      const reply = await office().family.siblingQuery({ caseId, ...rowPart(row) });
      if (!reply.ok) return reply.error;
      const { code, query: known, relation, hasConcerns } = reply.value;
      if (!goingOn) Object.assign(query, known);
      const relationKnown = relation !== undefined;
      const said = { relation: relation ?? unread?.relation, concerns: unread?.concerns === true };
      const next = { caseId, code, row, relationKnown, hasConcerns, ...said };
      begun = goingOn ? '' : JSON.stringify([query, next]);
      start.value = next;
      unread = undefined;
      return undefined;
    },
    kept() {
      const now = start.value;
      if (now === undefined) return unread;
      const relation = now.relationKnown ? undefined : now.relation;
      return {
        of: now.caseId,
        ...rowPart(now.row),
        ...(relation === undefined ? {} : { relation }),
        concerns: now.concerns,
      };
    },
    goOn(kept) {
      start.value = undefined;
      unread = kept;
    },
    asBegun: () => stand() === begun,
    begin(known, notSameAs, search) {
      const now = start.value;
      if (now === undefined) return undefined;
      return office().family.startSibling({
        caseId: now.caseId,
        ...rowPart(now.row),
        ...relationPart(),
        known,
        notSameAs,
        concerns: now.concerns,
        ...(search === undefined ? {} : { search }),
      });
    },
    join(code) {
      const caseId = familyCase(address());
      if (caseId === undefined) throw new Error('there is no family to join');
      return office().family.join({ caseId, other: code, ...rowPart(memberRow(address())), ...relationPart() });
    },
  };
}
