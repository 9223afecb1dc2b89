import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import type { Bridge, Reply } from '#core/contracts/index.ts';
import { launch, makeFolder, removeFolder, SCREEN } from '../../tests/e2e/launch.ts';
import { StoryFailed } from '../../tests/builders/office-caller.ts';
import type { OfficeFacts, StoryOptions, Told } from './story.ts';

interface Show {
  readonly out: string;
  readonly told: Told;
}

/** The page's own bridge: prints come from the app itself, through its gate. */
type Hifadhi = { readonly hifadhi: Bridge };

function valueOf<T>(reply: Reply<T>, what: string): T {
  if (!reply.ok) throw new StoryFailed(`${what}: ${reply.error.code}`);
  return reply.value;
}

async function openOffice(office: OfficeFacts, profile: string): Promise<{ app: ElectronApplication; page: Page }> {
  const app = await launch(profile, { HIFADHI_OFFICE_DIR: office.dir });
  const page = await app.firstWindow();
  await page.setViewportSize(SCREEN);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  return { app, page };
}

async function picture(page: Page, out: string, name: string): Promise<void> {
  mkdirSync(join(out, 'screens'), { recursive: true });
  await page.screenshot({ path: join(out, 'screens', `${name}.png`), animations: 'disabled' });
}

async function signIn(page: Page, office: OfficeFacts): Promise<void> {
  await page.getByRole('radio', { name: office.administrator.name }).check();
  await page.locator('input[type=password]').fill(office.administrator.passphrase);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation').first().waitFor();
}

const go = async (page: Page, path: string): Promise<void> => {
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, `#${path}`);
  await page.locator('main h1, h1').first().waitFor();
};

type Report = { kind: 'case-summary' | 'registration' | 'case-list'; language: 'en' | 'ar'; file: string };

async function print(page: Page, out: string, caseId: string, report: Report): Promise<void> {
  mkdirSync(join(out, 'print'), { recursive: true });
  const reply = await page.evaluate(
    async ({ kind, language, id }) => {
      const { hifadhi } = globalThis as unknown as Hifadhi;
      const query = {
        text: '',
        exactSpelling: false,
        status: ['open' as const],
        risk: [],
        sex: [],
        mine: false,
        conflicts: false,
        office: 'all' as const,
        sort: 'urgency' as const,
        descending: false,
      };
      const order = kind === 'case-list' ? { kind, query } : { kind, caseId: id as never };
      return hifadhi.print.make({ report: order, language, paper: 'A4', names: 'default', purpose: 'Demonstration' });
    },
    { kind: report.kind, language: report.language, id: caseId },
  );
  writeFileSync(join(out, 'print', report.file), valueOf(reply, `print ${report.file}`).pdf);
}

const REPORTS: readonly Report[] = [
  { kind: 'case-summary', language: 'en', file: 'case-summary.pdf' },
  { kind: 'registration', language: 'en', file: 'registration.pdf' },
  { kind: 'case-list', language: 'en', file: 'case-list.pdf' },
  { kind: 'case-summary', language: 'ar', file: 'case-summary.ar.pdf' },
];

/** Opens the app on one office, signs in, does something, closes. Answers the engine that showed it. */
async function visit(
  office: OfficeFacts,
  work: (app: ElectronApplication, page: Page) => Promise<void>,
): Promise<string> {
  const profile = makeFolder();
  const { app, page } = await openOffice(office, profile);
  try {
    await signIn(page, office);
    const about = await page.evaluate(() => (globalThis as unknown as Hifadhi).hifadhi.app.about({}));
    await work(app, page);
    return valueOf(about, 'about').engine;
  } finally {
    await app.close();
    removeFolder(profile);
  }
}

/** Pictures in the middle of the story: the bundle that office B is about to read, and the values to decide. */
export function lookIn(out: string): NonNullable<StoryOptions['look']> {
  return async (moment, office, { bundle }) => {
    await visit(office, async (app, page) => {
      if (moment === 'conflict') {
        await go(page, '/review');
        await page.getByRole('radio').first().waitFor();
        await picture(page, out, 'conflict');
        return;
      }
      // The one thing that a person does outside the page: choosing the file in the system's dialog.
      await app.evaluate(({ dialog }, path) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
      }, bundle ?? '');
      await go(page, '/exchange/read');
      await page.locator('main .btn--primary, .page-body .btn--primary').first().click();
      // The sender's name is known only once everything was checked.
      await page.getByText('Kisimani District Office').first().waitFor();
      await picture(page, out, 'import');
    });
  };
}

/** Opens the app on office A at the end of the story for the other pictures and the prints; answers the engine. */
export async function showOnScreen({ out, told }: Show): Promise<string> {
  const profile = makeFolder();
  const first = await openOffice(told.a, profile);
  await picture(first.page, out, 'sign-in');
  await first.app.close();
  removeFolder(profile);
  return visit(told.a, async (_app, page) => {
    await go(page, '/home');
    await page.locator('.todo').first().waitFor();
    await picture(page, out, 'my-day');
    await go(page, '/cases');
    await page
      .getByText(/KSM-\d\d-/)
      .first()
      .waitFor();
    await picture(page, out, 'case-list');
    await go(page, `/case/${told.sharedCase}`);
    await page
      .getByText(/KSM-\d\d-/)
      .first()
      .waitFor();
    await picture(page, out, 'case-file');
    for (const report of REPORTS) await print(page, out, told.sharedCase, report);
    await go(page, `/print/case-summary/${told.sharedCase}`);
    // It has a size once a page is drawn on it.
    await page.locator('canvas[style]').waitFor();
    await picture(page, out, 'print-preview');
    await go(page, `/exchange/write?case=${told.sharedCase}`);
    await page
      .getByText(/KSM-\d\d-/)
      .first()
      .waitFor();
    await picture(page, out, 'export');
  });
}
