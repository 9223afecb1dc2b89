import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import type { CaseId } from '#core/ids.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { Offices, PASSPHRASE, RESOURCES } from '../exchange/office-pair.ts';
import { firstPage, launch, makeFolder, removeFolder } from './launch.ts';
import { wallDay } from '../builders/calendar-days.ts';
import { copyOffice } from '../builders/copy-office.ts';
import { keptFolder } from '../builders/kept-folder.ts';

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

/** What a staged folder holds beside the office and the stick; its paths begin at the stick. */
const TOLD = 'told.json';
type Told = Pick<StagedOffice, 'cases' | 'knownName' | 'fresh' | 'known' | 'card' | 'joined'>;

/**
 * An office of `count` cases, at least 2, that exchanged with another one. Its life is played once in a run of tests;
 * whoever asks gets a copy, with a stick of its own.
 */
export async function stageOffice(count: number): Promise<StagedOffice> {
  const root = makeFolder();
  await keptFolder(`staged-${String(count)}`, root, (dir) => play(count, dir));
  const told = JSON.parse(readFileSync(join(root, TOLD), 'utf8')) as Told;
  const stick = join(root, 'stick');
  return {
    dir: join(root, 'office'),
    head: 'Head of Kisimani',
    passphrase: PASSPHRASE,
    cases: told.cases,
    knownName: told.knownName,
    stick,
    fresh: join(stick, told.fresh),
    known: join(stick, told.known),
    card: join(stick, told.card),
    joined: join(stick, told.joined),
    remove: () => {
      removeFolder(root);
    },
  };
}

/** Plays the life of two offices through the office engine, closes both, and puts the first one into `to`. */
async function play(count: number, to: string): Promise<void> {
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
  const told: Told = {
    cases: [shared, ...[...open, ...cases].filter((one, i, all) => one !== shared && all.indexOf(one) === i)],
    knownName: String(knownName),
    fresh: relative(stick, fresh),
    known: relative(stick, back),
    card: relative(stick, card),
    joined: relative(stick, joined),
  };
  copyOffice(a.dir, join(to, 'office'));
  cpSync(stick, join(to, 'stick'), { recursive: true });
  writeFileSync(join(to, TOLD), JSON.stringify(told));
  offices.remove();
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
