import { audit } from '../../main/office/audit.ts';
import { makeOffice } from './bench-office.ts';
import { figure, timesOf, type Figure } from './measure.ts';

const APPENDED = 500;
const LINES = 50_000;
const SECOND_MS = 1000;
const sum = (times: readonly number[]): number => times.reduce((all, one) => all + one, 0);

/**
 * The audit trail: lines added one by one, each durable by itself, against a bare row of the same size; and a long trail
 * followed from its first line, hashes and all.
 */
export async function auditTrail(): Promise<Figure[]> {
  const office = await makeOffice('KSM');
  const { open } = office;
  const { db } = open;
  const added = sum(timesOf(APPENDED, (i) => void audit(open, 'case.opened', `case ${String(i)}`)));
  db.exec(`CREATE TABLE bare_line(n INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT`);
  const bare = db.write<[string]>(`INSERT INTO bare_line(body) VALUES(?)`);
  const floor = sum(timesOf(APPENDED, () => void bare.run('x'.repeat(200))));
  db.transaction(() => {
    for (let i = 0; i < LINES; i += 1) audit(open, 'case.opened', `case ${String(i % 900)}`);
  });
  const [followed = 0] = timesOf(1, () => {
    if (open.repos.audit.verify().brokenAt !== undefined) throw new Error('the trail is broken');
  });
  office.remove();
  const perSecond = (lines: number, ms: number): number => (lines / ms) * SECOND_MS;
  return [
    figure(
      { id: 'audit.append', what: 'lines added to the audit trail in a second, each durable', unit: 'count' },
      perSecond(APPENDED, added),
      { floor: perSecond(APPENDED, floor), runs: APPENDED },
    ),
    figure(
      { id: 'audit.verify', what: 'lines of the audit trail followed in a second', unit: 'count' },
      perSecond(LINES, followed),
      { runs: LINES },
    ),
  ];
}
