import { isOddSibling, type Home } from '#core/records/home.ts';
import { rememberingEar } from '#core/records/name-likeness.ts';
import type { KeyRow } from '../storage/finding.repo.ts';
import type { OpenOffice } from './open-office.ts';

/** More children under one address are no family: a centre, a street, a camp. */
const MOST_IN_A_HOME = 12;

/** A child of a home who is odd beside some of the others (DQ30), by the numbers of their cases. */
export interface OddChild {
  readonly caseN: number;
  /** When the last of them was registered, in milliseconds since 1970 UTC. */
  readonly since: number;
  readonly others: readonly number[];
}

/** The odd brothers and sisters among the children of one home: `rows` is all that stands under its key. */
export function oddAmong(open: OpenOffice, rows: readonly KeyRow[], ear = rememberingEar()): OddChild[] {
  if (rows.length > MOST_IN_A_HOME) return [];
  const children = rows.flatMap(({ caseN, about }) => {
    const row = open.repos.cases.byNumber(caseN);
    return row === undefined ? [] : [{ caseN, code: row.code, at: row.createdAt, home: JSON.parse(about) as Home }];
  });
  return children.flatMap((child): OddChild[] => {
    const odd = children.filter((other) => other.caseN !== child.caseN && isOddSibling(child, other, ear));
    if (odd.length === 0) return [];
    const since = Math.max(child.at, ...odd.map(({ at }) => at));
    return [{ caseN: child.caseN, since, others: odd.map(({ caseN }) => caseN) }];
  });
}

/** What was found in a home, and the rows that it was found in. */
interface Judged {
  readonly rows: string;
  readonly odd: readonly OddChild[];
}
/** By the key of the home. Comparing names is slow, and a dashboard asks after each save that touched one home at most. */
const judged = new WeakMap<OpenOffice, ReadonlyMap<string, Judged>>();

/** The odd brothers and sisters of all homes of the office. */
export function oddInOffice(open: OpenOffice): readonly OddChild[] {
  const before = judged.get(open);
  const ear = rememberingEar();
  const homes = Map.groupBy(open.repos.findings.underShared('home', 2, MOST_IN_A_HOME), ({ key }) => key);
  const now = new Map<string, Judged>();
  for (const [home, rows] of homes) {
    const said = rows.map(({ caseN, about }) => `${String(caseN)} ${about}`).join('\n');
    const known = before?.get(home);
    now.set(home, known?.rows === said ? known : { rows: said, odd: oddAmong(open, rows, ear) });
  }
  judged.set(open, now);
  return [...now.values()].flatMap(({ odd }) => odd);
}
