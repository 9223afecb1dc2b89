import { rmSync } from 'node:fs';
import type { Input, Output } from '#core/contracts/index.ts';
import { copyToStick } from '../crypto/stick.ts';
import { authoriseCase } from './authorise-call.ts';
import { bundleLine } from './link-health.ts';
import type { OpenOffice } from './open-office.ts';
import { markWritten, prepareBundle } from './prepare-bundle.ts';
import { candidates, knownOffice } from './share-cases.ts';

/**
 * Writes what an office may have and has not confirmed to a stick, and returns when the file was read back and
 * compared. SYNC_NOTHING_TO_SEND, SYNC_NO_CONSENT, and everything that can happen to a stick; nothing counts as sent
 * then, and the next bundle holds it all again.
 */
export async function writeBundle(open: OpenOffice, input: Input<'exchange.write'>): Promise<Output<'exchange.write'>> {
  const office = knownOffice(open, input.office);
  const list = candidates(open, office, input.selection);
  if ('cases' in input.selection) {
    const records = new Map(list.map(({ row, record }) => [row.caseId, record]));
    for (const caseId of input.selection.cases) authoriseCase(open, 'exchange.send', caseId, records.get(caseId));
  }
  const stick = open.places.path(input.place);
  const { sealed, row, fileName, cases } = await prepareBundle(open, office, list, 'cases' in input.selection);
  open.emit({ type: 'progress', job: 'write', phase: 'stick', done: 0, of: 1 });
  try {
    copyToStick(sealed, { root: stick, folder: office.code, fileName });
  } finally {
    // What was not handed over is sealed anew next time: nothing lies about whose consent ends meanwhile (R5).
    rmSync(sealed.path, { force: true });
  }
  markWritten(open, office, { ...row, cases }, 'bundle.written');
  return { bundle: bundleLine(open, { ...row, state: 'written' }), fileName, verified: true };
}
