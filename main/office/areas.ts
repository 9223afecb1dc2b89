import { existsSync, readFileSync, statSync } from 'node:fs';
import type { AreasPreview } from '#core/contracts/config.contract.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import type { Area } from '#core/forms/area.ts';
import { readAreaFile } from '#core/forms/area-file.ts';
import { Refusal } from '#core/result.ts';
import { sha256 } from '../crypto/hashing.ts';
import { AreaRepo } from '../storage/area.repo.ts';
import { putText } from '../storage/meta.repo.ts';
import { audit } from './audit.ts';
import { AREAS_MARK, officeConfiguration, workWith } from './office-configuration.ts';
import type { OpenOffice } from './open-office.ts';
import { PLACES } from './own-state/thing-names.ts';

/** About 300 bytes for each of the most areas that are taken. */
const MOST_BYTES = 64 * 1024 * 1024;

/** What was looked at last: only that is taken. */
const looked = new WeakMap<OpenOffice, { readonly hash: string; readonly areas: readonly Area[] }>();

/** Every area that the office has or had; empty while it has no tree of its own. */
export const listAreas = (open: OpenOffice): Output<'config.areas'> => new AreaRepo(open.db).all();

/**
 * Reads a file of areas and says what it would change, or which lines are wrong. Nothing is kept. SYNC_STICK_REMOVED,
 * AREAS_FOREIGN for what is no text in UTF-8, or larger than any tree.
 */
export function lookAtAreas(open: OpenOffice, path: string): AreasPreview {
  if (!existsSync(path)) throw new Refusal('SYNC_STICK_REMOVED');
  const stat = statSync(path);
  if (!stat.isFile() || stat.size > MOST_BYTES) throw new Refusal('AREAS_FOREIGN');
  const bytes = readFileSync(path);
  const text = bytes.toString('utf8');
  if (text.includes('\u0000') || text.includes('\uFFFD')) throw new Refusal('AREAS_FOREIGN');
  const { areas, faults } = readAreaFile(text);
  const hash = sha256(bytes).toString('hex');
  if (faults.length === 0) looked.set(open, { hash, areas });
  const known = new Map(new AreaRepo(open.db).all().map((area) => [area.code, area]));
  const codes = new Set(areas.map(({ code }) => code));
  return {
    hash,
    count: areas.filter(({ active }) => active).length,
    added: areas.filter(({ code, active }) => active && known.get(code)?.active !== true).length,
    renamed: areas.filter(({ code, label }) => {
      const was = known.get(code)?.label;
      return was !== undefined && (was.en !== label.en || was.fr !== label.fr || was.ar !== label.ar);
    }).length,
    gone: faults.length > 0 ? 0 : [...known.values()].filter(({ code, active }) => active && !codes.has(code)).length,
    merged: areas.filter(({ code, mergedInto }) => mergedInto !== known.get(code)?.mergedInto).length,
    faults: [...faults],
  };
}

/**
 * Takes the tree that was looked at, in one transaction. Codes that it no longer has keep their names. FORM_STALE for
 * another one than was looked at last.
 */
export function takeAreas(open: OpenOffice, { hash }: Input<'config.takeAreas'>): Output<'config.takeAreas'> {
  const chosen = looked.get(open);
  if (chosen?.hash !== hash) throw new Refusal('FORM_STALE');
  open.db.transaction(() => {
    new AreaRepo(open.db).take(chosen.areas);
    putText(open.db, 'setting', AREAS_MARK, hash);
    // Those that another computer told of, and of which pieces are missing, are decided against.
    open.repos.items.setApplied(PLACES.kind, PLACES.id);
    audit(open, 'office.areas', open.self.code, 'done', `areas ${String(chosen.areas.length)} ${hash.slice(0, 16)}`);
  });
  looked.delete(open);
  workWith(open, officeConfiguration(open.db, open.resourcesDir, open.clock.now()));
  open.emit({ type: 'changed', cases: [], all: true });
  return { count: chosen.areas.filter(({ active }) => active).length };
}
