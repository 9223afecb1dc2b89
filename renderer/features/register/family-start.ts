import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue';
import type { LocationQuery } from 'vue-router';
import type { Draft, MatchQuery } from '#core/contracts/cases.contract.ts';
import type { Reply } from '#core/contracts/index.ts';
import { isId16, type CaseId } from '#core/ids.ts';
import { office } from '../../bridge.ts';

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

interface FamilyStarting {
  /** Undefined: this registration is for no family. */
  readonly start: ShallowRef<Start | undefined>;
  /** Where the person came from. */
  readonly back: ComputedRef<string | undefined>;
  /** Asks the family's case what it knows and puts it into the search. */
  readonly read: () => Promise<void>;
  readonly begin: (known: MatchQuery, notSameAs: CaseId[]) => Promise<Reply<Draft>> | undefined;
  /** Puts a case that was found into the family. */
  readonly join: (code: string) => Promise<Reply<unknown>>;
}

const isCaseId = (text: unknown): text is CaseId => typeof text === 'string' && isId16(text);
/** The case that the address names as the family's. */
export const familyCase = ({ family }: LocationQuery): CaseId | undefined => (isCaseId(family) ? family : undefined);

/** Registering a brother or sister says what the child is, unless somebody says otherwise. */
const SIBLING_OF: Readonly<Record<string, string>> = { male: 'brother', female: 'sister' };

/** `family` and `member` in the address: the case and the row of it from which a registration begins. */
export function useFamilyStart(address: LocationQuery, query: MatchQuery): FamilyStarting {
  const start = shallowRef<Start>();
  const caseId = familyCase(address);
  const { member } = address;
  const row = typeof member === 'string' && isId16(member) ? member : undefined;
  const rowPart = row === undefined ? {} : { row };
  const relationPart = (): { relation?: string } => {
    const relation = start.value?.relation ?? SIBLING_OF[query.sex];
    return relation === undefined ? {} : { relation };
  };
  return {
    start,
    back: computed(() => (caseId === undefined ? undefined : `/case/${caseId}/family`)),
    async read() {
      if (caseId === undefined) return;
      const reply = await office().family.siblingQuery({ caseId, ...rowPart });
      if (!reply.ok) return;
      const { code, query: known, relation, hasConcerns } = reply.value;
      Object.assign(query, known);
      start.value = {
        caseId,
        code,
        row,
        relation,
        relationKnown: relation !== undefined,
        hasConcerns,
        concerns: false,
      };
    },
    begin(known, notSameAs) {
      const now = start.value;
      if (now === undefined) return undefined;
      return office().family.startSibling({
        caseId: now.caseId,
        ...rowPart,
        ...relationPart(),
        known,
        notSameAs,
        concerns: now.concerns,
      });
    },
    join(code) {
      if (caseId === undefined) throw new Error('there is no family to join');
      return office().family.join({ caseId, other: code, ...rowPart, ...relationPart() });
    },
  };
}
