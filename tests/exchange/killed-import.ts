import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { CaseId } from '#core/ids.ts';
import { packSegment, type PackedCommit } from '../../main/crypto/bundle-segment.ts';
import { toBytes } from '../../main/crypto/cbor.ts';
import type { TestOffice } from './office-pair.ts';
import { sealedBy } from './sealed-by.ts';

/** A bundle as the office writes it, but with one small segment for each case, so that an import takes many steps. */
export async function manySegments(
  from: TestOffice,
  to: TestOffice,
  stick: string,
  ids: readonly CaseId[],
): Promise<string> {
  await from.write(to, stick, { cases: [...ids] });
  const { repos } = from.open;
  const sessions = new Set<number>();
  const segments = ids.map((caseId) => {
    const streams = repos.cases.streamsOf(repos.cases.byId(caseId)?.n ?? 0).filter((s) => s.compartment !== 'admin');
    const commits = streams.flatMap(({ sid }) =>
      [...repos.commits.ofStream(sid)].map((row): PackedCommit => {
        sessions.add(row.sessionN);
        const { body: head, payload, list, sig } = row;
        return { head, payload: payload ?? Buffer.alloc(0), list: list ?? toBytes(row.id), sig };
      }),
    );
    return packSegment(commits);
  });
  const certs = [...sessions].map((n) => new Uint8Array(repos.offices.session(n)?.cert ?? Buffer.alloc(0)));
  const path = join(stick, 'many-segments.hifadhi');
  writeFileSync(path, await sealedBy(from.open, to.open, { certs, range: [1, ids.length] }, segments));
  return path;
}

const SCRIPT = `
  import { writeSync } from 'node:fs';
  import { TestOffice } from ${JSON.stringify(join(import.meta.dirname, 'office-pair.ts'))};
  const [, input] = process.argv;
  const { dir, code, id, user, path } = JSON.parse(input);
  const office = new TestOffice(dir, { code, id, user });
  await office.signIn();
  const { place } = await office.caller.shell('takeBundle', { path });
  Object.assign(office.open, { emit: (event) => { if (event.phase === 'apply') writeSync(1, event.done + '\\n'); } });
  writeSync(1, '0\\n');
  await office.caller.call('exchange.apply', { place });`;

/** Imports in another process, which is killed when it has said that so many segments are in. Answers how many were. */
export async function killedImport(input: {
  readonly dir: string;
  readonly code: string;
  readonly id: string;
  readonly user: string;
  readonly path: string;
  readonly after: number;
}): Promise<number> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', SCRIPT, JSON.stringify(input)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let segments = -1;
  for await (const line of createInterface({ input: child.stdout })) {
    segments = Number(line);
    if (segments >= input.after && !child.killed) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return segments;
}
