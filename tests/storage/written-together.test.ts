import { expect, test } from 'vitest';
import type { CaseId, OfficeId } from '#core/ids.ts';
import { CaseMarkRepo } from '../../main/storage/case-mark.repo.ts';
import { CaseRepo } from '../../main/storage/case.repo.ts';
import { FindingRepo } from '../../main/storage/finding.repo.ts';
import { OfficeRepo } from '../../main/storage/office.repo.ts';
import { SearchRepo } from '../../main/storage/search.repo.ts';
import { newDatabase, newId, NOW } from './temporary-office.ts';

/** An office with so many cases that nothing is known of yet. */
function withCases(count: number) {
  const { db } = newDatabase();
  const ownerOfficeN = new OfficeRepo(db).putOffice({
    officeId: newId<OfficeId>(),
    code: 'KSM',
    name: 'Kisimani',
    isSelf: true,
    card: null,
    confirmedAt: null,
  });
  const cases = new CaseRepo(db);
  const all = Array.from({ length: count }, (_, i) => {
    const code = `KSM-${String(i)}`;
    return { n: cases.add({ caseId: newId<CaseId>(), code, ownerOfficeN, createdAt: NOW }), code };
  });
  return { db, all };
}

test('what cases are found by is written into the indexes of texts together, and not case by case', () => {
  const { db, all } = withCases(40);
  const search = new SearchRepo(db);
  const findings = new FindingRepo(db);
  const marks = new CaseMarkRepo(db);
  const pieces = (): number =>
    db.numbers<[]>(`SELECT (SELECT count(*) FROM case_text_data) + (SELECT count(*) FROM case_narrative_data)`)()[0] ??
    0;
  const before = pieces();
  db.transaction(() => {
    for (const { n, code } of all) {
      marks.put(n, { sex: ['girl'], age: [n] }, true);
      findings.putKeys(n, 'name', [{ key: code, spot: '', about: '{}' }], true);
      search.put(n, [code], `text of ${code}`, true);
      search.putNarratives(n, [`words of ${code}`], true);
      search.putSubject(n, JSON.stringify({ code }));
    }
    // A statement that may have to take itself back makes every index write what it holds, for each case anew.
    expect(pieces()).toBe(before);
  });
  expect(pieces()).toBeGreaterThan(before);
  expect(search.holders('KSM-7')).toEqual([all[7]?.n]);
  expect(search.subject(all[7]?.n ?? 0)).toBe('{"code":"KSM-7"}');
  expect(marks.ofCase(all[7]?.n ?? 0)).toEqual({ sex: ['girl'], age: [all[7]?.n] });
});

test('what a case is found by and its keys are replaced, whether or not something stood there', () => {
  const { db, all } = withCases(2);
  const search = new SearchRepo(db);
  const findings = new FindingRepo(db);
  const [one, other] = all.map(({ n }) => n);
  if (one === undefined || other === undefined) throw new Error('there are two');
  const under = (key: string): number[] => findings.under('name', key).map(({ caseN }) => caseN);
  const key = (text: string, about = '{}') => ({ key: text, spot: '', about });
  findings.putKeys(one, 'name', [key('amina'), key('amina', '{"again":1}')], true);
  findings.putKeys(other, 'name', [key('amina')]);
  expect(under('amina')).toEqual([one, other]);
  expect(findings.keysOf(one, 'name')).toEqual([{ kind: 'name', caseN: one, ...key('amina', '{"again":1}') }]);
  findings.putKeys(one, 'name', [key('halima')]);
  expect([under('amina'), under('halima')]).toEqual([[other], [one]]);
  findings.putKeys(one, 'name', []);
  expect(under('halima')).toEqual([]);
  const found = (since: number) => ({ caseN: one, rule: 'no_contact', spot: '', since, about: '{}' });
  findings.put(one, ['no_contact'], [found(1), found(2)]);
  expect(findings.ofCase(one, 5)).toEqual([found(2)]);
  search.putSubject(one, 'first');
  search.putSubject(one, 'second');
  expect(search.subject(one)).toBe('second');
});
