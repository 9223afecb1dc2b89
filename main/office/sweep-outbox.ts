import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { outboxDir } from './office-files.ts';
import type { OpenOffice } from './open-office.ts';
import { filesOnTheirWay } from './relay/send-by-relay.ts';

/** Empties the outbox but for what is on its way to the relay, which goes on where it stood. */
export function sweepOutbox(open: OpenOffice): void {
  const dir = outboxDir(open.dir);
  const kept = filesOnTheirWay(open);
  for (const name of existsSync(dir) ? readdirSync(dir) : [])
    if (!kept.has(name)) rmSync(join(dir, name), { recursive: true, force: true });
}
