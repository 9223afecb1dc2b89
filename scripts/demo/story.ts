import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseId, OfficeId, UserId } from '#core/ids.ts';
import type { FieldValue } from '#core/forms/types.ts';
import type { Life } from '../../tests/builders/life-shape.ts';
import { OfficeCaller, StoryFailed } from '../../tests/builders/office-caller.ts';
import { playLives } from '../../tests/builders/play-lives.ts';
import { PlayedClock } from '../../tests/builders/played-clock.ts';

export interface StoryOptions {
  readonly out: string;
  readonly resourcesDir: string;
  readonly version: string;
  readonly lives: readonly Life[];
  readonly say: (line: string) => void;
  /** Called with the office closed, so that the app can open it; it is signed in again afterwards. */
  readonly look?: (moment: 'import' | 'conflict', office: OfficeFacts, detail: LookDetail) => Promise<void>;
}
export interface LookDetail {
  /** The bundle that is about to be read. */
  readonly bundle?: string;
}
export interface OfficeFacts {
  readonly caller: OfficeCaller;
  readonly dir: string;
  readonly code: string;
  readonly id: OfficeId;
  readonly administrator: { readonly id: string; readonly name: string; readonly passphrase: string };
}
export interface BundleFacts {
  readonly file: string;
  readonly bytes: number;
  readonly commits: number;
  readonly from: string;
  readonly to: string;
}
export interface Told {
  readonly a: OfficeFacts;
  readonly b: OfficeFacts;
  readonly bundles: BundleFacts[];
  readonly conflicts: { readonly found: number; readonly resolved: number };
  readonly identicalAfterExchange: boolean;
  readonly timingsMs: Record<string, number>;
  /** The case both offices changed while apart. */
  readonly sharedCase: CaseId;
}

const PLACES = [
  {
    code: 'KSM',
    name: 'Kisimani District Office',
    head: 'Halima Osman',
    passphrase: 'amber lantern crosses the quiet river',
  },
  {
    code: 'BND',
    name: 'Bandari District Office',
    head: 'Juma Kesho',
    passphrase: 'seven patient herons watch the harbour',
  },
] as const;

/** Longer ago than a year the office kept its files on paper only. */
const FIRST_DAY_AGO = 365 * 86_400_000;

async function setUp(options: StoryOptions, which: 0 | 1, clock: PlayedClock): Promise<OfficeFacts> {
  const place = PLACES[which];
  const dir = join(options.out, which === 0 ? 'office-a' : 'office-b');
  mkdirSync(dir, { recursive: true });
  const caller = new OfficeCaller(dir, options.resourcesDir, options.version, clock);
  const kit = await caller.call('setup.prepareKit', {});
  const words = kit.check.map((position) => kit.words[position - 1] ?? '');
  const { right } = await caller.call('setup.verifyKit', { words });
  if (!right) throw new StoryFailed('the recovery kit was not verified');
  const session = await caller.call('setup.create', {
    language: 'en',
    programmeName: 'Marabia child protection',
    officeName: place.name,
    officeCode: place.code,
    timeZone: 'Africa/Nairobi',
    workingDays: [1, 2, 3, 4, 5],
    administrator: { name: place.head, passphrase: place.passphrase, alsoSupervisor: true },
    profile: 'full',
  });
  const state = await caller.call('app.state', {});
  if (!state.office) throw new StoryFailed('the office did not open');
  const administrator = { id: session.user.id, name: place.head, passphrase: place.passphrase };
  return { caller, dir, code: place.code, id: state.office.id, administrator };
}

/** Office cards go there and back on the stick; the six words are compared as two people would on the phone. */
async function introduce(stick: string, from: OfficeFacts, to: OfficeFacts): Promise<void> {
  const path = join(stick, `${from.code}.hifadhi-card`);
  await from.caller.shell('writeCard', { path });
  const spoken = (await from.caller.call('exchange.myCard', {})).words;
  const { place, card } = await to.caller.shell<{ place: string; card: { words: string[] } }>('readCard', { path });
  if (card.words.join(' ') !== spoken.join(' ')) throw new StoryFailed('the six words of the office card differ');
  await to.caller.call('exchange.confirmCard', { place, words: spoken });
}

async function edit(office: OfficeFacts, caseId: CaseId, changes: Readonly<Record<string, FieldValue>>): Promise<void> {
  const { draftId, document } = await office.caller.call('cases.startEdit', { caseId });
  const changed = { ...document, values: { ...document.values, ...changes } };
  await office.caller.call('cases.saveDraft', { draftId, document: changed as never, accepted: [], notSameAs: [] });
  await office.caller.call('cases.save', { draftId });
}

async function send(
  told: { bundles: BundleFacts[] },
  stick: string,
  from: OfficeFacts,
  to: OfficeFacts,
  what: { readonly cases: CaseId[] } | { readonly waiting: true },
): Promise<string> {
  const { place } = await from.caller.shell<{ place: string }>('namePlace', { path: stick });
  await from.caller.call('exchange.preview', { office: to.id, selection: what });
  const written = await from.caller.call('exchange.write', { office: to.id, selection: what, place });
  const file = join(stick, 'HIFADHI', to.code, written.fileName);
  told.bundles.push({
    file: join('usb', 'HIFADHI', to.code, written.fileName),
    bytes: statSync(file).size,
    commits: written.bundle.changes,
    from: from.code,
    to: to.code,
  });
  return file;
}

async function receive(
  office: OfficeFacts,
  path: string,
): Promise<{ cases: number; conflicts: number; already: boolean }> {
  const { place } = await office.caller.shell<{ place: string }>('takeBundle', { path });
  await office.caller.call('exchange.check', { place });
  return office.caller.call('exchange.apply', { place });
}

/** One byte of a bundle changed on the way: the office says so, and keeps nothing of it. */
async function refuseDamaged(out: string, office: OfficeFacts, path: string): Promise<void> {
  const bytes = readFileSync(path);
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  const damaged = join(out, 'damaged.hifadhi');
  writeFileSync(damaged, bytes);
  const { place } = await office.caller.shell<{ place: string }>('takeBundle', { path: damaged });
  const code = await office.caller.refused('exchange.check', { place });
  rmSync(damaged);
  if (code !== 'SYNC_DAMAGED') throw new StoryFailed(`a damaged bundle was answered with ${code}`);
}

async function fingerprint(office: OfficeFacts, ids: readonly CaseId[]): Promise<string> {
  const hash = createHash('sha256');
  for (const caseId of [...ids].sort()) {
    const { document, code } = await office.caller.call('cases.open', { caseId });
    const values = Object.entries(document.values).sort(([x], [y]) => (x < y ? -1 : 1));
    const rows = Object.entries(document.rows)
      .filter(([, list]) => list.length > 0)
      .sort(([x], [y]) => (x < y ? -1 : 1))
      .map(([field, list]) => [
        field,
        [...list]
          .sort((x, y) => (x.id < y.id ? -1 : 1))
          .map((row) => [row.id, Object.entries(row.values).sort(([x], [y]) => (x < y ? -1 : 1))]),
      ]);
    hash.update(JSON.stringify([code, values, rows]));
  }
  return hash.digest('hex');
}

/** Hands an office to the app for a moment. */
async function lookInto(
  options: StoryOptions,
  moment: 'import' | 'conflict',
  office: OfficeFacts,
  detail: LookDetail = {},
): Promise<void> {
  if (!options.look) return;
  office.caller.close();
  await options.look(moment, office, detail);
  const { id, passphrase } = office.administrator;
  await office.caller.call('session.signIn', { user: id as UserId, passphrase });
}

const RISKS = {
  low: 'The family has what it needs, and she is at school every day.',
  medium: 'The aunt takes part in the plan and a neighbour looks in every evening.',
  high: 'Seen alone at the harbour at night, twice this week.',
} as const;

/** What the two offices make of the risk while they are apart: each another level than the case has. */
function otherRisks(now: FieldValue | undefined): readonly Readonly<Record<string, string>>[] {
  return Object.entries(RISKS)
    .filter(([level]) => level !== now)
    .map(([risk_level, risk_reason]) => ({ risk_level, risk_reason }))
    .slice(-2);
}

/** Plays the story of the README from an empty folder to two offices that show the same. */
export async function tell(options: StoryOptions): Promise<Told> {
  const { out, say } = options;
  const stick = join(out, 'usb');
  mkdirSync(stick, { recursive: true });
  const timingsMs: Record<string, number> = {};
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    const result = await work();
    timingsMs[name] = Math.round(performance.now() - start);
    say(`${name} (${String(timingsMs[name])} ms)`);
    return result;
  };
  const told = { bundles: [] as BundleFacts[] };

  const clock = new PlayedClock();
  const opened = Date.now() - FIRST_DAY_AGO;
  clock.set(opened - 60_000);
  const a = await timed('set up office A', () => setUp(options, 0, clock));
  const b = await timed('set up office B', () => setUp(options, 1, clock));
  const ids = await timed('follow the cases through a year', () => playLives(a.caller, clock, options.lives, opened));
  clock.toNow();
  await timed('exchange office cards', async () => {
    await introduce(stick, a, b);
    await introduce(stick, b, a);
  });
  const first = await timed('write the first bundle', () => send(told, stick, a, b, { cases: ids }));
  await lookInto(options, 'import', b, { bundle: first });
  const arrived = await timed('read it in office B', () => receive(b, first));
  if (arrived.cases !== ids.length) throw new StoryFailed(`office B received ${String(arrived.cases)} cases`);
  const again = await timed('read the same file again', () => receive(b, first));
  if (!again.already) throw new StoryFailed('the same bundle was taken twice');
  await timed('refuse a damaged copy of it', () => refuseDamaged(out, b, first));

  const find = (risk?: string): number =>
    options.lives.findIndex(
      ({ document: { values } }) =>
        values['status'] === 'open' && (risk === undefined || values['risk_level'] === risk),
    );
  const low = find('low');
  const at = low >= 0 ? low : find();
  const sharedCase = ids[at];
  if (sharedCase === undefined) throw new StoryFailed('there is no case to share');
  const [here, there] = otherRisks(options.lives[at]?.document.values['risk_level']);
  await timed('edit the same case in both offices', async () => {
    await edit(a, sharedCase, { address_landmark: 'Behind the old water tower', ...here });
    await edit(b, sharedCase, {
      phone: '+000555014',
      immediate_action: 'Stays with a foster family until Monday.',
      ...there,
    });
  });
  const back = await timed('write B to A', () => send(told, stick, b, a, { waiting: true }));
  await timed('read it in office A', () => receive(a, back));
  const forth = await timed('write A to B', () => send(told, stick, a, b, { waiting: true }));
  await timed('read it in office B again', () => receive(b, forth));
  const open = await a.caller.call('review.list', {});
  const seenByB = await b.caller.call('review.list', {});
  if (open.length === 0 || open.length !== seenByB.length)
    throw new StoryFailed('the conflict does not show in both offices');
  await lookInto(options, 'conflict', a);
  return {
    a,
    b,
    bundles: told.bundles,
    ...(await timed('decide and exchange again', () => decide(told, stick, a, b, ids))),
    timingsMs,
    sharedCase,
  };
}

async function decide(
  told: { bundles: BundleFacts[] },
  stick: string,
  a: OfficeFacts,
  b: OfficeFacts,
  ids: readonly CaseId[],
): Promise<Pick<Told, 'conflicts' | 'identicalAfterExchange'>> {
  const found = await a.caller.call('review.list', {});
  for (const conflict of found) {
    const keep = conflict.siblings.find((s) => s.inForce) ?? conflict.siblings[0];
    if (!keep) throw new StoryFailed('a conflict without values');
    const { caseId, record, field } = conflict;
    await a.caller.call('review.decide', {
      caseId,
      record,
      ...(conflict.rowId === undefined ? {} : { rowId: conflict.rowId }),
      field,
      keep: keep.dot,
      shown: conflict.siblings.map((s) => s.dot),
      why: 'Decided with both offices on the phone; the protective answer stays.',
    });
  }
  await receive(b, await send(told, stick, a, b, { waiting: true }));
  const left = (await a.caller.call('review.list', {})).length + (await b.caller.call('review.list', {})).length;
  const identicalAfterExchange = (await fingerprint(a, ids)) === (await fingerprint(b, ids));
  return { conflicts: { found: found.length, resolved: left === 0 ? found.length : 0 }, identicalAfterExchange };
}
