import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import type { CaseId } from '#core/ids.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { Offices, PASSPHRASE, RESOURCES } from '../exchange/office-pair.ts';
import { firstPage, launch, makeFolder, removeFolder } from './launch.ts';
import { wallDay } from '../builders/calendar-days.ts';

/** An office that has lived: cases, another office it exchanges with, and different values to decide. */
export interface StagedOffice {
  /** HIFADHI_OFFICE_DIR for `launch`. */
  readonly dir: string;
  readonly head: string;
  readonly passphrase: string;
  /** Those that are open come first. */
  readonly cases: readonly CaseId[];
  /** The name that the first case was registered under. */
  readonly knownName: string;
  /** Folder that stands for a stick. */
  readonly stick: string;
  /** From the other office: a bundle not read yet, one that was, and the card of an office nobody knows. */
  readonly fresh: string;
  readonly known: string;
  readonly card: string;
  /** The card of the same office after it joined the programme: one that can be trusted. */
  readonly joined: string;
  readonly remove: () => void;
}

const SEED = 20260101;
const AGAINST = { a: { risk_level: 'medium' }, b: { risk_level: 'high' } } as const;
const REASON = 'Seen by a neighbour, twice this week.';

/** Plays the life of two offices through the office engine, then closes both. `count` cases, at least 2. */
export async function stageOffice(count: number): Promise<StagedOffice> {
  const offices = new Offices();
  await offices.prepare(['KSM', 'BND'], ['LWN']);
  const { stick, offices: taken } = await offices.take('KSM', 'BND', 'LWN');
  const [a, b, stranger] = taken;
  if (!a || !b || !stranger) throw new Error('the offices were not made');
  const documents = demoCases(RESOURCES, SEED, count, wallDay());
  const cases: CaseId[] = [];
  for (const document of documents) cases.push(await a.register(document));
  const at = documents.findIndex((document) => document.values['risk_level'] === 'low');
  const shared = cases[at];
  const other = cases[at === 0 ? 1 : 0];
  if (shared === undefined || other === undefined) throw new Error('there is no case to share');
  const known = await a.write(b, stick, { cases });
  await b.read(known);
  await a.edit(shared, { ...AGAINST.a, risk_reason: REASON });
  await b.edit(shared, { ...AGAINST.b, risk_reason: REASON });
  const back = await b.write(a, stick);
  await a.read(back);
  await b.edit(other, { phone: '+000555014' });
  const fresh = await b.write(a, stick);
  const card = join(stick, 'LWN.hifadhi-card');
  await stranger.caller.shell('writeCard', { path: card });
  await stranger.trust(b, stick);
  const joined = join(stick, 'LWN-joined.hifadhi-card');
  await stranger.caller.shell('writeCard', { path: joined });
  offices.closeAll();
  const open = cases.filter((_, i) => documents[i]?.values['status'] === 'open');
  const knownName = documents.map(({ values }) => values['full_name']).find((name) => typeof name === 'string');
  return {
    dir: a.dir,
    head: 'Head of Kisimani',
    passphrase: PASSPHRASE,
    cases: [shared, ...[...open, ...cases].filter((one, i, all) => one !== shared && all.indexOf(one) === i)],
    knownName: String(knownName),
    stick,
    fresh,
    known: back,
    card,
    joined,
    remove: () => {
      offices.remove();
    },
  };
}

/** Opens the app on the office, and answers how to close it and throw its profile away. */
export async function openStaged(
  office: StagedOffice,
): Promise<{ app: ElectronApplication; page: Page; close: () => Promise<void> }> {
  const profile = makeFolder();
  const app = await launch(profile, { HIFADHI_OFFICE_DIR: office.dir });
  const page = await firstPage(app);
  return {
    app,
    page,
    close: async () => {
      await app.close();
      removeFolder(profile);
    },
  };
}

/** What the system's dialogs answer from now on: the one thing that a person does outside the page. */
export async function choose(app: ElectronApplication, path: string): Promise<void> {
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
  }, path);
}
