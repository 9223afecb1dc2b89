import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ERASURE_KINDS } from '#core/exchange/op.ts';
import { isId16, type CaseId, type StreamId } from '#core/ids.ts';
import { erasureSeal, isSealOf } from '../crypto/erasure-seal.ts';
import { writeDurably } from '../crypto/key-file-store.ts';
import { NamedTexts, putText } from '../storage/meta.repo.ts';
import type { OpenOffice } from './open-office.ts';

const FILE = 'tombstones.json';
/** Named in `meta`: 32 random bytes under which marks are sealed. */
export const MARK_KEY = 'erasure_mark_key';

const id = <T extends string>() => z.custom<T>((raw) => typeof raw === 'string' && isId16(raw));
const mark = z.strictObject({
  caseId: id<CaseId>(),
  kind: z.enum(ERASURE_KINDS),
  at: z.int().min(0),
  streams: z.array(z.tuple([id<StreamId>(), z.string().max(16)])),
  seal: z.string().length(43),
});
/** That a case was erased: ids that were drawn by chance, and nothing of what it said. */
export type ErasureMark = z.infer<typeof mark>;
const shape = z.strictObject({ v: z.literal(2), cases: z.array(z.unknown()) });

/** What lies beside a database, or beside its backups. `unreadable`: entries, or the whole file, that say nothing. */
export interface MarksFound {
  readonly marks: readonly ErasureMark[];
  readonly unreadable: number;
}

/** What was erased, as far as it can be read: by whom it is said, only the open office can tell (`isOurs`). */
export function marksIn(dir: string): MarksFound {
  const file = join(dir, FILE);
  return existsSync(file) ? marksOf(readFileSync(file, 'utf8')) : { marks: [], unreadable: 0 };
}

/** Marks as `marksText` wrote them. */
export function marksOf(text: string): MarksFound {
  try {
    const { cases } = shape.parse(JSON.parse(text));
    const marks = cases.flatMap((one) => mark.safeParse(one).data ?? []);
    return { marks, unreadable: cases.length - marks.length };
  } catch {
    return { marks: [], unreadable: 1 };
  }
}

/** Marks as they lie in a file. */
export const marksText = (marks: readonly ErasureMark[]): string => `${JSON.stringify({ v: 2, cases: marks })}\n`;

/** Writes marks beside those that lie there: an older copy of the office that comes back reads them (exchange.md R9). */
export function addMarks(dir: string, marks: readonly ErasureMark[]): void {
  // By their seals: a mark that somebody made up never takes the place of a true one.
  const all = new Map([...marksIn(dir).marks, ...marks].map((one) => [one.seal, one]));
  if (all.size > 0) writeDurably(join(dir, FILE), marksText([...all.values()]));
}

/** Drawn when the office is set up, so that every copy of its database has it; later for an office of an earlier version. */
function keyOf({ db }: OpenOffice): Buffer {
  const known = new NamedTexts(db, 'meta').get(MARK_KEY);
  const key = known ?? randomBytes(32).toString('base64url');
  if (known === undefined) putText(db, 'meta', MARK_KEY, key);
  return Buffer.from(key, 'base64url');
}

const said = ({ caseId, kind, at, streams }: Omit<ErasureMark, 'seal'>): string =>
  JSON.stringify([caseId, kind, at, streams]);

/** Tells the marks of this office from those that somebody else put there. */
export function isOurs(open: OpenOffice): (mark: ErasureMark) => boolean {
  const key = keyOf(open);
  return (one) => isSealOf(Buffer.from(one.seal, 'base64url'), key, open.self.officeId, said(one));
}

/** Everything that was erased here. */
export function marksHere(open: OpenOffice): ErasureMark[] {
  const { erasures } = open.repos;
  const key = keyOf(open);
  return erasures.all().map(({ caseId, kind, at }) => {
    const streams = erasures
      .streamsOf(caseId)
      .map(({ streamId, compartment }): [StreamId, string] => [streamId, compartment]);
    const plain = { caseId, kind, at, streams };
    return { ...plain, seal: erasureSeal(key, open.self.officeId, said(plain)).toString('base64url') };
  });
}
