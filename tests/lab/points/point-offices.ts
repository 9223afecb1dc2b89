import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { BundleId, CaseId } from '#core/ids.ts';
import { copyOffice } from '../../builders/copy-office.ts';
import { wav } from '../../builders/made-files.ts';
import { aCase } from '../../builders/shareable-case.ts';
import { bundlesFor, withRecordings, writeWithFiles } from '../../exchange/with-files.ts';
import { Offices, PASSPHRASE, RESOURCES, TestOffice } from '../../exchange/office-pair.ts';
import type { PointOrder, PointWork } from './point-works.ts';

/** Stands in the cases, and nowhere in plain in a file. */
export const CANARY = 'Zawadi Kanarimbe';
export const RECORDING = wav(2);

/** What the cases say: an export writes a commit of its own about files, which changes no answer. */
export async function saidIn(office: TestOffice, cases: readonly CaseId[]): Promise<string> {
  const documents: unknown[] = [];
  for (const caseId of cases) documents.push((await office.caller.call('cases.open', { caseId })).document);
  return JSON.stringify(documents);
}

/** Two offices at four moments of an exchange, closed, and the bundles that went between them. */
export class PointOffices {
  readonly #offices = new Offices();
  readonly #stages = new Map<PointWork, TestOffice>();
  readonly #states = new Map<PointWork, { readonly before: string; readonly after: string }>();
  #cases: CaseId[] = [];
  #recording = '';
  #writtenBefore: BundleId[] = [];
  #bundles: Readonly<Record<Exclude<PointWork, 'export'>, string>> = { import: '', parts: '', confirm: '' };
  #runs = '';
  #count = 0;

  async make(): Promise<void> {
    await this.#offices.prepare(['KSM', 'BND']);
    const { stick, offices } = await this.#offices.take('KSM', 'BND');
    const [a, b] = offices;
    if (!a || !b) throw new Error('the offices were not made');
    this.#runs = this.#offices.newFolder(a);
    const known = await a.register(aCase({ full_name: CANARY }));
    await b.read(await a.write(b, stick, { cases: [known] }));
    await a.read(await b.write(a, stick));
    await a.edit(known, { nickname: CANARY });
    this.#cases = [known];
    for (const n of [1, 2]) this.#cases.push(await a.register(aCase({ full_name: `${CANARY} ${String(n)}` })));
    [this.#recording = ''] = await withRecordings(a, known, [RECORDING]);
    const own = await saidIn(a, this.#cases);
    this.#writtenBefore = a.open.repos.links.bundles(100).map(({ bundleId }) => bundleId);
    const old = bundlesFor(b, stick);
    await this.#keep('export', a, { before: own, after: own });
    await writeWithFiles(a, b, { cases: this.#cases, on: stick });
    const [cases = '', parts = ''] = bundlesFor(b, stick, old);
    const sent = a.state();
    await this.#keep('confirm', a, { before: sent, after: sent });
    const first = b.state();
    await this.#keep('import', b, { before: first, after: '' });
    await b.read(cases);
    const then = b.state();
    this.#states.set('import', { before: first, after: then });
    await this.#keep('parts', b, { before: then, after: then });
    await b.read(parts);
    const confirm = await b.write(a, stick);
    this.#bundles = { import: cases, parts, confirm };
    this.#offices.closeAll();
  }

  async #keep(work: PointWork, office: TestOffice, states: { before: string; after: string }): Promise<void> {
    office.close();
    this.#states.set(work, states);
    this.#stages.set(work, new TestOffice(this.#offices.folderOf(office), office));
    await office.signIn();
  }

  get cases(): readonly CaseId[] {
    return this.#cases;
  }
  /** What is in the ledger of the office that exports, before it does. */
  get writtenBefore(): readonly BundleId[] {
    return this.#writtenBefore;
  }
  get recording(): string {
    return this.#recording;
  }
  get bundles(): Readonly<Record<Exclude<PointWork, 'export'>, string>> {
    return this.#bundles;
  }
  /** Everything that is merged, before the work and after it; of an export what the cases say. */
  statesOf(work: PointWork): { readonly before: string; readonly after: string } {
    const states = this.#states.get(work);
    if (!states) throw new Error(`${work} was not prepared`);
    return states;
  }
  stageOf(work: PointWork): TestOffice {
    const stage = this.#stages.get(work);
    if (!stage) throw new Error(`${work} was not prepared`);
    return stage;
  }

  /** A folder with a copy of the office as it stands before the work, closed, and a stick with the bundle that is read, if any. */
  begin(work: PointWork): { readonly office: TestOffice; readonly order: PointOrder; readonly folder: string } {
    this.#count += 1;
    const folder = join(this.#runs, String(this.#count));
    const stick = join(folder, 'stick');
    mkdirSync(stick, { recursive: true });
    const office = this.#copyTo(join(folder, 'office'), work);
    const path = join(stick, 'in.hifadhi');
    if (work !== 'export') copyFileSync(this.#bundles[work], path);
    const order: PointOrder = {
      dir: office.dir,
      resourcesDir: RESOURCES,
      user: office.user,
      passphrase: PASSPHRASE,
      work,
      stick,
      to: this.stageOf(work === 'export' ? 'import' : 'export').id,
      cases: this.#cases,
      path,
    };
    return { office, order, folder };
  }
  /** The other office as it stands at the moment of some work, signed in, beside the one that is tried. */
  async beside(folder: string, work: PointWork): Promise<TestOffice> {
    const dir = join(folder, `other-${work}`);
    rmSync(dir, { recursive: true, force: true });
    rmSync(`${dir}.marks`, { recursive: true, force: true });
    const office = this.#copyTo(dir, work);
    await office.signIn();
    return office;
  }
  #copyTo(dir: string, work: PointWork): TestOffice {
    const stage = this.stageOf(work);
    copyOffice(stage.dir, dir);
    return new TestOffice(dir, stage);
  }

  remove(): void {
    this.#offices.remove();
  }
}
