import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Output } from '#core/contracts/index.ts';
import type { CaseDocument, FieldValue } from '#core/forms/types.ts';
import type { CaseId, OfficeId, UserId } from '#core/ids.ts';
import { systemClock, type Clock } from '../../main/office/clock.ts';
import type { OpenOffice } from '../../main/office/open-office.ts';
import { withCheapKeys } from '../builders/cheap-keys.ts';
import { copyOffice } from '../builders/copy-office.ts';
import { keptFolder } from '../builders/kept-folder.ts';
import { OfficeCaller } from '../builders/office-caller.ts';

export const RESOURCES = join(import.meta.dirname, '../../resources');
export const VERSION = '0.1.0';
export const PASSPHRASE = 'amber lantern crosses the quiet river';
const NAMES = { KSM: 'Kisimani', BND: 'Bandari', LWN: 'Lwandani' } as const;
export type Code = keyof typeof NAMES;

export type Changes = Readonly<Record<string, FieldValue | undefined>>;
type Selection = { readonly cases: CaseId[] } | { readonly waiting: true } | { readonly allOpen: true };
export type Report = Output<'exchange.apply'>;

/** An office in a folder, with what a person does in it as one call each. */
export class TestOffice {
  readonly caller: OfficeCaller;
  readonly code: Code;
  readonly id: OfficeId;
  readonly user: UserId;
  readonly dir: string;

  readonly clock: Clock;
  /** Whether somebody waits outside of this thread; taken for granted unless a test says otherwise. */
  isAwaited = (): boolean => true;

  constructor(dir: string, known: { code: Code; id: OfficeId; user: UserId; clock?: Clock }) {
    this.clock = known.clock ?? systemClock;
    this.caller = new OfficeCaller(dir, RESOURCES, VERSION, this.clock, { isAwaited: () => this.isAwaited() });
    this.dir = dir;
    this.code = known.code;
    this.id = known.id;
    this.user = known.user;
  }

  static async create(dir: string, code: Code, clock: Clock): Promise<TestOffice> {
    mkdirSync(dir, { recursive: true });
    const caller = new OfficeCaller(dir, RESOURCES, VERSION, clock);
    const kit = await caller.call('setup.prepareKit', {});
    await caller.call('setup.verifyKit', { words: kit.check.map((n) => kit.words[n - 1] ?? '') });
    const session = await withCheapKeys(() =>
      caller.call('setup.create', {
        language: 'en',
        programmeName: 'Marabia child protection',
        officeName: NAMES[code],
        officeCode: code,
        timeZone: 'Africa/Nairobi',
        workingDays: [1, 2, 3, 4, 5],
        administrator: { name: `Head of ${NAMES[code]}`, passphrase: PASSPHRASE, alsoSupervisor: true },
        profile: 'full',
      }),
    );
    const state = await caller.call('app.state', {});
    if (!state.office) throw new Error('the office did not open');
    caller.close();
    return new TestOffice(dir, { code, id: state.office.id, user: session.user.id, clock });
  }

  get open(): OpenOffice {
    const { open } = this.caller.office;
    if (!open) throw new Error('the office is closed');
    return open;
  }
  async signIn(): Promise<void> {
    await this.caller.call('session.signIn', { user: this.user, passphrase: PASSPHRASE });
  }

  async trust(other: TestOffice, folder: string): Promise<void> {
    const path = join(folder, `${other.code}-${this.code}.hifadhi-card`);
    await other.caller.shell('writeCard', { path });
    const { words } = await other.caller.call('exchange.myCard', {});
    const { place } = await this.caller.shell<{ place: string }>('readCard', { path });
    await this.caller.call('exchange.confirmCard', { place, words });
  }

  async register(document: CaseDocument, changes: Changes = {}): Promise<CaseId> {
    const { draftId, document: begun } = await this.caller.call('cases.startRegistration', { notSameAs: [] });
    // A made-up case may be closed; the office writes into an open one only.
    const values = { ...begun.values, ...document.values, status: 'open', ...changes };
    const full = { values, rows: document.rows };
    await this.caller.call('cases.saveDraft', { draftId, document: full as never, accepted: [], notSameAs: [] });
    return (await this.caller.call('cases.save', { draftId })).caseId;
  }
  /** Opens the form; what comes in before `finish` was not shown to the person. */
  startEdit(caseId: CaseId): Promise<Output<'cases.startEdit'>> {
    return this.caller.call('cases.startEdit', { caseId });
  }
  async finish(
    draft: Output<'cases.startEdit'>,
    changes: Changes,
    rows: (rows: CaseDocument['rows']) => CaseDocument['rows'] = (same) => same,
  ): Promise<void> {
    const values = Object.entries({ ...draft.document.values, ...changes }).filter(([, value]) => value !== undefined);
    const document = { values: Object.fromEntries(values), rows: rows(draft.document.rows as CaseDocument['rows']) };
    const { draftId } = draft;
    await this.caller.call('cases.saveDraft', { draftId, document: document as never, accepted: [], notSameAs: [] });
    await this.caller.call('cases.save', { draftId });
  }
  async edit(
    caseId: CaseId,
    changes: Changes,
    rows?: (rows: CaseDocument['rows']) => CaseDocument['rows'],
  ): Promise<void> {
    await this.finish(await this.startEdit(caseId), changes, rows);
  }

  /** Somebody here knows every computer of the other office that is new to this one. */
  async knows(other: Pick<TestOffice, 'id'>): Promise<void> {
    for (const { deviceId, officeId } of (await this.caller.call('computers.others', {})).computers)
      if (officeId === other.id) await this.caller.call('computers.look', { deviceId, known: true });
  }
  /** Writes a bundle; computers of the other office that are new here are looked at on the way, as on the screen. */
  async write(to: TestOffice, stick: string, selection: Selection = { waiting: true }): Promise<string> {
    await this.knows(to);
    const { place } = await this.caller.shell<{ place: string }>('namePlace', { path: stick });
    const { fileName } = await this.caller.call('exchange.write', { office: to.id, selection, place });
    return join(stick, 'HIFADHI', to.code, fileName);
  }
  async read(path: string): Promise<Report> {
    const { place } = await this.caller.shell<{ place: string }>('takeBundle', { path });
    await this.caller.call('exchange.check', { place });
    return this.caller.call('exchange.apply', { place });
  }
  async refuses(path: string): Promise<string> {
    const { place } = await this.caller.shell<{ place: string }>('takeBundle', { path });
    const code = await this.caller.refused('exchange.apply', { place });
    if (readdirSync(join(this.dir, 'inbox')).length > 0) throw new Error('a refused bundle was kept');
    return code;
  }

  async values(caseId: CaseId): Promise<Readonly<Record<string, FieldValue>>> {
    return (await this.caller.call('cases.open', { caseId })).document.values as Readonly<Record<string, FieldValue>>;
  }
  async rows(caseId: CaseId, collection: string): Promise<readonly { id: string; values: Record<string, unknown> }[]> {
    return (await this.caller.call('cases.open', { caseId })).document.rows[collection] ?? [];
  }
  /** Fields of which several values stand, with the values, the one in force first. */
  async conflicts(caseId: CaseId): Promise<Record<string, unknown[]>> {
    const list = await this.caller.call('review.list', {});
    return Object.fromEntries(
      list
        .filter((conflict) => conflict.caseId === caseId)
        .map(({ field, siblings }) => [
          field,
          [...siblings].sort((x, y) => Number(y.inForce) - Number(x.inForce)).map((sibling) => sibling.value),
        ]),
    );
  }
  async decide(caseId: CaseId, field: string, value: FieldValue): Promise<void> {
    const list = await this.caller.call('review.list', {});
    const conflict = list.find((one) => one.caseId === caseId && one.field === field);
    const keep = conflict?.siblings.find((sibling) => sibling.value === value);
    if (!conflict || !keep) throw new Error(`nothing to decide about ${field}`);
    const shown = conflict.siblings.map((sibling) => sibling.dot);
    await this.caller.call('review.decide', { caseId, record: 'case', field, keep: keep.dot, shown, why: 'Agreed.' });
  }
  async search(text: string): Promise<unknown> {
    const query = { text, exactSpelling: false, status: [], risk: [], sex: [], mine: false, conflicts: false };
    const sort = { office: 'all', sort: 'code', descending: false } as const;
    return this.caller.call('cases.list', { query: { ...query, ...sort }, offset: 0, limit: 50, showNames: true });
  }
  async link(to: TestOffice): Promise<Output<'exchange.offices'>[number]> {
    const found = (await this.caller.call('exchange.offices', {})).find((link) => link.officeId === to.id);
    if (!found) throw new Error('the other office is not known');
    return found;
  }

  /** Everything that was merged, byte for byte but for local row numbers: streams by id, records, what waits. */
  state(caseIds?: readonly CaseId[]): string {
    const { repos } = this.open;
    const streams = [...repos.cases.all()]
      .filter((row) => !caseIds || caseIds.includes(row.caseId))
      .flatMap((row) => repos.cases.streamsOf(row.n).map((stream) => ({ row, stream })))
      .filter(({ stream }) => stream.compartment !== 'admin')
      .map(({ row, stream }) => [
        stream.streamId,
        row.caseId,
        row.code,
        repos.commits
          .heads(stream.sid)
          .map((head) => head.id)
          .sort(),
        repos.records
          .ofStream(stream.sid)
          .map(({ coll, rec, doc, meta }) => [coll, rec, sortedJson(doc), sortedJson(meta)])
          .sort((x, y) => (`${String(x[0])}/${String(x[1])}` < `${String(y[0])}/${String(y[1])}` ? -1 : 1)),
      ])
      .sort((x, y) => (String(x[0]) < String(y[0]) ? -1 : 1));
    return createHash('sha256').update(JSON.stringify(streams)).digest('hex');
  }

  close(): void {
    this.caller.close();
  }
}

/** JSON whose keys stand in one order: they do not carry meaning and follow the order of arrival. */
function sortedJson(text: string): string {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .sort(([x], [y]) => (x < y ? -1 : 1))
        .map(([key, inner]) => [key, sorted(inner)]),
    );
  };
  return JSON.stringify(sorted(JSON.parse(text)));
}

const MADE = 'made.json';
type Made = Pick<TestOffice, 'code' | 'id' | 'user'>;

/** Sets up offices in folders below `dir`. Those of `codes` are in one programme and know each other. */
async function makeOffices(
  dir: string,
  codes: readonly Code[],
  strangers: readonly Code[],
  clock: Clock,
): Promise<void> {
  const made: TestOffice[] = [];
  for (const code of [...codes, ...strangers]) made.push(await TestOffice.create(join(dir, code), code, clock));
  for (const office of made) await office.signIn();
  const known = made.filter((office) => codes.includes(office.code));
  const [first] = known;
  // Every later office joins the programme of the first before anybody looks at its card.
  for (const office of known.slice(1)) if (first) await office.trust(first, dir);
  for (const office of known)
    for (const other of known)
      if (other !== office && !(other === first && office !== first)) await office.trust(other, dir);
  for (const office of made) office.close();
  writeFileSync(join(dir, MADE), JSON.stringify(made.map(({ code, id, user }): Made => ({ code, id, user }))));
}

/** Offices that trust each other, made once; each test works on copies of their folders. */
export class Offices {
  readonly #root = mkdtempSync(join(tmpdir(), 'hifadhi-offices-'));
  readonly #made: TestOffice[] = [];
  readonly #open: TestOffice[] = [];
  readonly #clock: Clock;
  #copies = 0;

  /** @param clock what all of them take for the time. */
  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  async prepare(codes: readonly Code[], strangers: readonly Code[] = []): Promise<void> {
    const make = (dir: string): Promise<void> => makeOffices(dir, codes, strangers, this.#clock);
    const dir = join(this.#root, 'made');
    const name = `offices-${[...codes, '', ...strangers].join('-')}`;
    // What a clock of a test's own says is nobody else's time.
    if (this.#clock === systemClock) await keptFolder(name, dir, make);
    else await make(dir);
    for (const known of JSON.parse(readFileSync(join(dir, MADE), 'utf8')) as Made[])
      this.#made.push(new TestOffice(join(dir, known.code), { ...known, clock: this.#clock }));
  }

  /** A stick and the offices as they were made, signed in. */
  async take(...codes: readonly Code[]): Promise<{ stick: string; offices: TestOffice[] }> {
    this.#copies += 1;
    const folder = join(this.#root, String(this.#copies));
    const stick = join(folder, 'stick');
    mkdirSync(stick, { recursive: true });
    const offices: TestOffice[] = [];
    for (const code of codes) {
      const made = this.#made.find((office) => office.code === code);
      if (!made) throw new Error(`${code} was not prepared`);
      copyOffice(made.dir, join(folder, code));
      const office = new TestOffice(join(folder, code), made);
      await office.signIn();
      this.#open.push(office);
      offices.push(office);
    }
    return { stick, offices };
  }

  /**
   * The same office as its folder is now, which takes itself for the same computer: as if nothing had told the two apart.
   * Both are signed in.
   */
  async copyOf(office: TestOffice): Promise<TestOffice> {
    office.close();
    const dir = this.folderOf(office);
    await office.signIn();
    return this.openAt(dir, office);
  }

  /** A copy of the folder of an office that is closed, with what its computer remembers of it. */
  folderOf(office: TestOffice): string {
    const dir = this.newFolder(office);
    copyOffice(office.dir, dir);
    return dir;
  }
  /** A copy of the folder alone, as people make it by hand. */
  bareFolderOf(office: TestOffice): string {
    const dir = this.newFolder(office);
    cpSync(office.dir, dir, { recursive: true });
    return dir;
  }
  /** Puts a copy of the folder in the place of what is there, as somebody does by hand. */
  putBack(copy: string, office: TestOffice): void {
    rmSync(office.dir, { recursive: true });
    cpSync(copy, office.dir, { recursive: true });
  }
  newFolder(office: TestOffice): string {
    this.#copies += 1;
    return join(this.#root, String(this.#copies), office.code);
  }
  async openAt(dir: string, as: TestOffice): Promise<TestOffice> {
    const office = new TestOffice(dir, as);
    this.#open.push(office);
    await office.signIn();
    return office;
  }

  closeAll(): void {
    for (const office of this.#open.splice(0)) office.close();
  }
  remove(): void {
    this.closeAll();
    rmSync(this.#root, { recursive: true, force: true });
  }
}
