import type { ListReach } from './list-reach.ts';
import { hasList, recordFacts, type RecordFact } from '#core/finding/record-facts.ts';
import { RECORD_KINDS, type RecordKind, type RecordList } from '#core/finding/record-kinds.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import { reachesNothing } from '#core/rights/reach.ts';
import { readsInAll, recordReach } from '#core/rights/record-reach.ts';
import { limitOf, listReach } from './list-reach.ts';
import { followedReach } from './list-tasks.ts';
import type { OpenOffice } from './open-office.ts';

/** A list of records as one person has it. */
export interface OwnList {
  readonly kind: RecordKind;
  readonly facts: ReadonlyMap<string, RecordFact>;
  readonly reach: ListReach;
  /** Whether an answer may be read in every case that the list reaches, by its key. */
  readonly readsAll: (key: string) => boolean;
  /** Nothing is in it for this person, or the profile has no such records. */
  readonly closed: boolean;
}

/**
 * The one place in which a list of records is limited to what a person may know of: the cases of their lists in which
 * the answer that tells of the record is open to them. Tasks are those that the person follows anyway.
 */
export function ownList(open: OpenOffice, list: RecordList): OwnList {
  const kind = RECORD_KINDS[list];
  const { subject, fields, configuration } = open;
  const facts = recordFacts(configuration, list);
  const known = hasList(configuration, list);
  const reach = kind.of === 'task' ? followedReach(open) : recordReach(subject, fields.place(CASE_RECORD, kind.tells));
  const readsAll = readsInAll(subject, fields, reach);
  const { sees, lists } = listReach(open);
  return {
    kind,
    facts,
    readsAll,
    closed: !known || reachesNothing(reach),
    reach: {
      limit: limitOf(open, reach),
      sees,
      lists,
      seesRecord: (fact) => readsAll(facts.get(fact)?.key ?? fact) && facts.has(fact),
    },
  };
}
