import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { mergedItem, toldMoment, type OfficeItem } from '#core/exchange/office-state.ts';
import type { CaseId, DeviceId } from '#core/ids.ts';
import { Refusal } from '#core/result.ts';
import { BUNDLE_LIMITS, STATE_LIMIT } from '../../crypto/bundle-format.ts';
import { sha256 } from '../../crypto/hashing.ts';
import { NamedTexts, putText } from '../../storage/meta.repo.ts';
import { PIECE_KIND, type OfficeItemRow } from '../../storage/office-item.repo.ts';
import type { OfficeRow } from '../../storage/office.repo.ts';
import { audit } from '../audit.ts';
import { carriedFor } from '../carried-trust.ts';
import { computersOf } from '../cursors.ts';
import { undone } from '../holidays.ts';
import { linkState, linkTo } from '../link-state.ts';
import { nobodyManages } from '../nobody-manages.ts';
import type { OpenOffice } from '../open-office.ts';
import type { SentBody } from '../passed-over.ts';
import { projectCase } from '../project-case.ts';
import { followConfiguration } from './follow-configuration.ts';
import { FIRST_KINDS, STATE_KINDS } from './kinds.ts';

/**
 * What certificates, receipts, and what shows how computers came to be take of an envelope at most; and what is left for
 * the state of the office beside the largest list of the programme.
 */
const BESIDE = 352 * 1024;
const LEAST = 32 * 1024;
/** JSON of one bundle before it is made small; what is beyond goes with the next one. */
const MOST = 4 * 1024 * 1024;
/** What is kept at most of what could not be taken: it is all read again at each sign-in. */
export const KEPT = { bytes: 4 * 1024 * 1024, pieces: 256 };

/** More changes of one thing than people ever make. */
const MOST_CHANGES = 2 ** 40;

const carried = z.strictObject({ v: z.literal(1), items: z.array(z.unknown()).max(100_000) });
const carriedItem = z.strictObject({
  kind: z.string().max(32),
  id: z.string().max(200_000),
  body: z.string().nullable(),
  // A computer that counts on from such a number still counts.
  seen: z.record(z.string().max(64), z.int().min(1).max(MOST_CHANGES)),
  at: toldMoment,
});

/** Under which `meta` keeps which kinds were noted before. */
const NOTED = 'noted_kinds';

/** The kinds that were noted before: what an office has of any other one was there already. */
function kindsNoted(open: OpenOffice, isFirst: boolean): readonly string[] {
  if (isFirst) return [];
  const text = new NamedTexts(open.db, 'meta').get(NOTED);
  if (text === undefined) return FIRST_KINDS;
  return z.array(z.string()).parse(JSON.parse(text));
}

/**
 * Notes what was changed here since it was last asked: each such thing counts one change of this computer more. What is
 * found the first time was changed before, nobody knows when: it says nothing against any change. In the caller's
 * transaction.
 */
export function noteOwnState(open: OpenOffice): void {
  const { items } = open.repos;
  const me = open.self.deviceId;
  const noted = new Map(items.all().map((item) => [`${item.kind} ${item.id}`, item]));
  const before = kindsNoted(open, noted.size === 0);
  const now = open.clock.now();
  const change = (kind: string, id: string, body: string | null): void => {
    const seen = noted.get(`${kind} ${id}`)?.seen ?? {};
    const at = before.includes(kind) ? now : 0;
    items.put({ kind, id, body, seen: { ...seen, [me]: (seen[me] ?? 0) + 1 }, at }, true);
  };
  for (const { kind, here, ends } of STATE_KINDS) {
    const there = here(open);
    for (const [id, body] of there) {
      const known = noted.get(`${kind} ${id}`);
      // What came and does not count here yet is later than what stands here.
      if (known?.applied !== false && known?.body !== body) change(kind, id, body);
    }
    for (const item of ends ? noted.values() : [])
      if (item.kind === kind && item.applied && item.body !== null && !there.has(item.id)) change(kind, item.id, null);
  }
  const after = [...new Set([...before, ...STATE_KINDS.map(({ kind }) => kind)])];
  if (after.length > before.length || noted.size === 0) putText(open.db, 'meta', NOTED, JSON.stringify(after));
}

/** What the connection had written when the state was last noted. */
const written = new WeakMap<OpenOffice, number>();

/**
 * Notes changes when they are made, so that their moment is true: when the office is opened and closed, and after each call
 * that wrote something where the office has other computers. Never throws: what could not be noted is noted with the next.
 */
export function noteInTime(open: OpenOffice, when: 'session' | 'call'): void {
  try {
    const own = open.repos.offices.self();
    if (when === 'call' && (own === undefined || computersOf(open, own).length === 0)) return;
    const total = (): number => open.db.numbers<[]>(`SELECT total_changes()`)()[0] ?? 0;
    if (when === 'call' && written.get(open) === total()) return;
    open.db.transaction(() => {
      noteOwnState(open);
    });
    written.set(open, total());
  } catch {
    // A full disk keeps nobody from working, and from closing the office least of all.
  }
}

/** Up to which change every other computer of this office has confirmed what it was told. */
function confirmedState(open: OpenOffice, office: OfficeRow): number {
  const { states } = linkState(open, linkTo(open, office.officeId));
  const confirmed = computersOf(open, office).map(({ deviceId }) => states?.[deviceId] ?? 0);
  return confirmed.length === 0 ? 0 : Math.min(...confirmed);
}

const packedOf = (items: readonly unknown[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(deflateRawSync(Buffer.from(JSON.stringify({ v: 1, items }))));
const carriedOf = ({ kind, id, body, seen, at }: OfficeItem): OfficeItem => ({ kind, id, body, seen, at });
const bytesOfItem = ({ id, body }: OfficeItem): number => id.length + (body?.length ?? 0) + 200;

/** Whether a bundle can hold it at all: what none can keeps nothing else from being told. */
function fitsAlone(item: OfficeItem, room: number): boolean {
  if (bytesOfItem(item) > MOST) return false;
  // What is made small is never larger by more than this, and nearly everything is far below.
  const plain = Buffer.byteLength(JSON.stringify(carriedOf(item)));
  return plain <= LEAST - 1024 || packedOf([carriedOf(item)]).length <= room;
}

/** What was changed since. A computer that noted the same piece of a content itself has it. */
function toTell(open: OpenOffice, office: OfficeRow, from: number): { readonly all: OfficeItemRow[]; room: number } {
  const others = computersOf(open, office).map(({ deviceId }) => deviceId);
  // The list of the programme goes in the same envelope: what does not fit beside it goes with the next bundle.
  const list = carriedFor(open, office, [])?.carried?.length ?? 0;
  const room = Math.min(STATE_LIMIT, Math.max(LEAST, BUNDLE_LIMITS.envelope - BESIDE - list));
  const all = open.repos.items
    .after(from)
    .filter(({ kind, seen }) => kind !== PIECE_KIND || others.some((deviceId) => seen[deviceId] === undefined))
    .filter((item) => fitsAlone(item, room));
  return { all, room };
}

/** Whether the last bundle with such changes was confirmed and could not hold them all: the next one is due. */
export function isStateLeft(open: OpenOffice, office: OfficeRow): boolean {
  const told = open.repos.links
    .bundlesOf(office.n, 'out')
    .flatMap(({ body }) => (JSON.parse(body) as SentBody).state ?? [])
    .at(-1);
  return told !== undefined && confirmedState(open, office) >= told && toTell(open, office, told).all.length > 0;
}

/**
 * What the other computers of this office have not all confirmed of it, made small, and up to which change it goes.
 * Undefined where there is nothing. In the caller's transaction.
 */
export function ownStateFor(
  open: OpenOffice,
  office: OfficeRow,
): { readonly bytes: Uint8Array<ArrayBuffer>; readonly upTo: number } | undefined {
  noteOwnState(open);
  const from = confirmedState(open, office);
  const told = toTell(open, office, from);
  let { all } = told;
  for (;;) {
    let size = 0;
    const fitting = all.filter((item) => (size += bytesOfItem(item)) <= MOST);
    const upTo = fitting.at(-1)?.rev;
    if (upTo === undefined) return undefined;
    const bytes = packedOf(fitting.map(carriedOf));
    if (bytes.length <= told.room) return { bytes, upTo };
    // One alone fits.
    all = all.slice(0, Math.max(1, Math.floor(fitting.length * Math.min(0.9, told.room / bytes.length))));
  }
}

/** Makes an item count here, and its case follow. False: it waits for the case. */
function applied(open: OpenOffice, { kind, id, body }: OfficeItem): boolean {
  const known = STATE_KINDS.find((one) => one.kind === kind);
  // Of a kind that only a later version knows: kept, and told on.
  if (known?.apply(open, id, body) !== true) return false;
  const [first = ''] = id.split('/');
  const about = kind === 'register' ? (id.split('/')[1] ?? '') : first;
  const row = ['hidden', 'interest', 'register'].includes(kind) ? open.repos.cases.byId(about as CaseId) : undefined;
  for (const n of row ? open.repos.guards.guardedWith(row.n) : []) {
    const guarded = open.repos.cases.byNumber(n);
    if (guarded) projectCase(open, guarded);
  }
  return true;
}

function isJson(body: string | null): boolean {
  try {
    return body === null || JSON.parse(body) !== undefined;
  } catch {
    return false;
  }
}

/**
 * The same, and false for what cannot be read or does not go: it is kept as it came and tried again with the next bundle,
 * and keeps nothing else from counting. Faults of the disk leave as they come.
 */
function tryToApply(open: OpenOffice, item: OfficeItem): boolean {
  open.db.exec('SAVEPOINT office_item');
  try {
    return applied(open, item);
  } catch (error) {
    open.db.exec('ROLLBACK TO office_item');
    if (error instanceof Refusal && /^(DISK|SAFE)_/.test(error.error.code)) throw error;
    return false;
  } finally {
    open.db.exec('RELEASE office_item');
  }
}

/** The same item as this version says it; as it came where it cannot be read. */
function inWordsOfNow(open: OpenOffice, item: OfficeItem): OfficeItem {
  const told = STATE_KINDS.find(({ kind }) => kind === item.kind)?.told;
  return told === undefined || item.body === null ? item : { ...item, body: told(open, item.body) };
}

/** What stands after this was told too, as it is kept and made to count. False: this version cannot make anything of it. */
function took(open: OpenOffice, said: OfficeItem): boolean | 'known' {
  const { items } = open.repos;
  const known = items.get(said.kind, said.id);
  let next: OfficeItem;
  try {
    const item = inWordsOfNow(open, said);
    next = known ? mergedItem(known, item) : item;
  } catch {
    // A body that is no body of its kind here: a later version may know it.
    return false;
  }
  if (known !== undefined && next === known) return 'known';
  const isNews = known?.body !== next.body;
  items.put(next, isNews ? tryToApply(open, next) : (known?.applied ?? false));
  if (isNews && next.body !== null) STATE_KINDS.find(({ kind }) => kind === next.kind)?.heard?.(open, next.body);
  return true;
}

/** Takes what can be taken. `left`: the rest, as it came. */
function takePacked(
  open: OpenOffice,
  packed: Uint8Array,
): { readonly changed: number; readonly left: Uint8Array | undefined } {
  let told: unknown[];
  try {
    told = carried.parse(JSON.parse(inflateRawSync(packed, { maxOutputLength: 2 * MOST }).toString('utf8'))).items;
  } catch {
    return { changed: 0, left: packed };
  }
  const left: unknown[] = [];
  const readable = told.flatMap((one) => {
    const { data } = carriedItem.safeParse(one);
    if (data && isJson(data.body)) return [data];
    left.push(one);
    return [];
  });
  let changed = 0;
  // The pieces of what is told in pieces come before all that is made of them.
  const order = [PIECE_KIND, ...STATE_KINDS.map(({ kind }) => kind)];
  for (const item of readable.toSorted((x, y) => order.indexOf(x.kind) - order.indexOf(y.kind))) {
    const done = took(open, item);
    if (done === true) changed += 1;
    if (done === false) left.push(item);
  }
  return { changed, left: left.length === 0 ? undefined : packedOf(left) };
}

/** Keeps what could not be taken, the latest of it as far as there is room: what came later says more of the same. */
function keepRefused(open: OpenOffice, from: DeviceId, packed: Uint8Array): void {
  const { refusedState } = open.repos;
  refusedState.add(from, sha256(packed), packed);
  let { bytes, pieces } = refusedState.size();
  if (bytes <= KEPT.bytes && pieces <= KEPT.pieces) return;
  for (const row of refusedState.all()) {
    if (bytes <= KEPT.bytes && pieces <= KEPT.pieces) break;
    refusedState.remove(row.n);
    audit(open, 'office.state', row.device, 'refused', 'no room');
    bytes -= row.packed.length;
    pieces -= 1;
  }
}

/** Takes what a computer told, says in the trail what came of it, and returns what is left. In the caller's transaction. */
function takeFrom(open: OpenOffice, device: DeviceId, packed: Uint8Array): Uint8Array | undefined {
  const before = nobodyManages(open);
  const { changed, left } = takePacked(open, packed);
  if (changed > 0) audit(open, 'office.state', device, 'done', String(changed));
  // Nobody is let in by the program: it does not know who was rightly suspended (decision 0074).
  if (!before && nobodyManages(open)) audit(open, 'office.nobody-manages', device);
  return left;
}

/**
 * Takes what another computer of this office tells of it, in the caller's transaction, before the cases of the same bundle:
 * each thing as the one that knew of the other has it, or as it protects most. What this version cannot take keeps nothing
 * else from counting and is kept as it came: the bundle counts as delivered, and nobody sends it again.
 */
export function takeOwnState(open: OpenOffice, packed: Uint8Array, from: DeviceId): void {
  noteOwnState(open);
  const left = takeFrom(open, from, packed);
  if (left === undefined) return;
  audit(open, 'office.state', from, 'refused');
  keepRefused(open, from, left);
}

/**
 * What could not be taken when it came, or waits, tried again: at each sign-in, since the version may be another by now. What a
 * computer told that is no longer believed goes. In a transaction of its own. Never throws: what was not to be had once
 * keeps nobody from signing in, and is tried again.
 */
export function retryRefusedState(open: OpenOffice): void {
  const { refusedState, offices } = open.repos;
  if (refusedState.size().pieces === 0 && !open.repos.items.someWait()) return;
  const retry = (): void => {
    noteOwnState(open);
    for (const { n, device, packed } of refusedState.all()) {
      const standing = offices.deviceById(device)?.standing;
      if (standing === 'unlisted') continue;
      const believed = standing !== undefined && standing !== 'revoked';
      const left = believed ? takeFrom(open, device, packed) : undefined;
      if (left !== undefined && Buffer.compare(left, packed) === 0) continue;
      refusedState.remove(n);
      if (left !== undefined) refusedState.add(device, sha256(left), left);
    }
    applyWaitingState(open);
  };
  try {
    undone(open, () => {
      open.db.transaction(retry);
    });
    followConfiguration(open);
  } catch {
    // A full disk, or what only another version can make something of.
  }
}

function applyWaiting(open: OpenOffice, items: readonly OfficeItemRow[]): void {
  for (const item of items)
    if (!item.applied && tryToApply(open, item)) open.repos.items.setApplied(item.kind, item.id);
}
/** What was told of cases that came since. In the caller's transaction. */
export function applyWaitingState(open: OpenOffice): void {
  applyWaiting(open, open.repos.items.all());
}
/** Of that what says who may not see a case, or whose it is: nobody looks at it before. In the caller's transaction. */
export function applyWaitingGuards(open: OpenOffice): void {
  for (const kind of ['hidden', 'interest']) applyWaiting(open, open.repos.items.waiting(kind));
}
