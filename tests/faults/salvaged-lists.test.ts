import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { author } from '../../main/office/author.ts';
import { inEachStream } from '../../main/office/settle-handovers.ts';
import { PAGE_SIZE } from '../../main/storage/page-verifier.ts';
import { aCase, done, officeIn, openedOffice, register, SetClock, signIn } from './temporary-office.ts';

// Lists under one signature of which the page in a damaged database is broken.

// Many sign-ins, each dear on purpose.
vi.setConfig({ testTimeout: 240_000 });

const DAY = 26 * 60 * 60_000;

/** An office after cases were signed together behind its last copy, and these tables or indexes broke. */
async function broken(names: readonly string[]) {
  const clock = new SetClock();
  const { office, dir, head } = await openedOffice(clock);
  const { open } = office;
  if (!open) throw new Error('the office is closed');
  for (let i = 0; i < 10; i += 1) await register(office, aCase({ full_name: `Child ${String(i)}` }));
  const rows = [...open.repos.cases.all()];
  const saves = rows.flatMap((row) =>
    inEachStream(open, { streams: open.repos.cases.streamsOf(row.n) }, [
      'grant',
      open.self.officeId,
      0,
      'none',
      '',
      clock.now(),
    ]),
  );
  expect(saves.length).toBeGreaterThan(8);
  open.db.transaction(() => {
    author(open, saves);
    // It counts only where what stands before it in its stream does.
    author(open, saves.slice(0, 1));
  });
  const written = open.repos.commits.count();
  open.opened.database.checkpoint();
  const file = join(dir, 'office.db');
  const bytes = readFileSync(file);
  for (const name of names)
    for (const { n } of open.db
      .read<[string], { n: number }>(`SELECT pageno AS n FROM dbstat WHERE name = ?`)
      .all(name)) {
      const at = (n - 1) * PAGE_SIZE + 2000;
      bytes[at] = (bytes[at] ?? 0) ^ 1;
    }
  writeFileSync(file, bytes);
  clock.offset += DAY;
  await open.backups.turn(open);
  office.close();
  const back = officeIn(dir, clock);
  expect(await signIn(back, head)).toMatchObject({ error: { code: 'SAFE_DAMAGED' } });
  await done(back, 'app.restoreLastGoodCopy', {});
  expect(await signIn(back, head)).toMatchObject({ ok: true });
  const commits = back.open?.repos.commits;
  const { salvage } = await done(back, 'safety.state', {});
  expect(commits?.quarantined()).toEqual([]);
  return {
    salvage,
    missing: written - (commits?.count() ?? 0),
    saves: saves.length,
    codes: rows.map(({ code }) => code),
  };
}

test('what one save of many cases signed is found again where the page of its list is broken', async () => {
  const { salvage, missing } = await broken(['signed_list']);
  expect(salvage).toMatchObject({ unreadable: 0, gone: [], incomplete: [] });
  expect(missing).toBe(0);
});

test('where nothing says any more what the list was, its changes are counted and the cases named', async () => {
  const { salvage, missing, saves, codes } = await broken(['signed_list', 'sqlite_autoindex_signed_list_1']);
  expect(salvage).toMatchObject({ unreadable: saves, gone: [] });
  expect(salvage?.incomplete).toEqual([...codes].sort());
  // With what was saved upon one of them, which waits.
  expect(missing).toBe(saves + 1);
});
