import { randomBytes } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { toBytes } from '../../main/crypto/cbor.ts';
import { makeDeviceCertificate, makeOfficeCertificate } from '../../main/crypto/certificates.ts';
import { publicBytes, signingKey } from '../../main/crypto/ed25519.ts';
import { packRequest } from '../../main/crypto/trust-package.ts';
import { Offices, PASSPHRASE, type TestOffice } from '../exchange/office-pair.ts';
import { pdfText } from '../unit/reports/print-shop.ts';
import { HOLDER_PASSPHRASES, writeRequest } from '../exchange/trust-steps.ts';
import { expect, makeFolder, removeFolder, test } from './fixture.ts';
import { enter, openOffice } from './at-a-case.ts';
import { press, reach, typeInto } from './keyboard.ts';
import { go, inspector, saveAt, speak } from './look.ts';
import { choose } from './staged-office.ts';
import { wordsOf, type Language } from './words.ts';

// An office makes the keys of its programme, and another joins with one stick that goes there and back: with the keyboard
// alone, the authority in a right-to-left language, every screen in its themes and at 200 %.

interface At {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly say: ReturnType<typeof wordsOf>;
  readonly eye: ReturnType<typeof inspector>;
}

async function atOffice(office: TestOffice, language: Language, work: (at: At) => Promise<void>): Promise<void> {
  const eye = inspector(language);
  const profile = makeFolder();
  const [app, page] = await openOffice(office.dir, profile);
  try {
    await eye.watch(page);
    await speak(page, language);
    await enter(page, PASSPHRASE);
    await work({ app, page, say: wordsOf(language), eye });
    expect(eye.broken).toEqual([]);
  } finally {
    await app.close();
    removeFolder(profile);
  }
}

async function makeKeys({ app, page, say, eye }: At, stick: string): Promise<void> {
  await go(page, '/exchange/authority', page.getByRole('button', { name: say('trust.begin'), exact: true }));
  await press(page, page.getByRole('button', { name: say('trust.begin'), exact: true }));
  const step = page.locator('.xstep--now');
  for (const [i, passphrase] of HOLDER_PASSPHRASES.entries()) {
    await expect(page.locator('.xstep--done')).toHaveCount(i);
    await typeInto(page, step.locator('#key-holder'), `Holder ${String(i + 1)}`);
    await typeInto(page, step.locator('#new-passphrase'), passphrase);
    await typeInto(page, step.locator('#repeat-passphrase'), passphrase);
    await choose(app, stick);
    await press(page, step.getByRole('button', { name: say('trust.pick_stick') }));
    await expect(step.getByRole('button', { name: say('trust.other_stick') })).toBeVisible();
    if (i === 1) await eye.look(page, 'authority-key');
    await press(page, step.getByRole('button', { name: say('trust.write_key') }));
  }
  await expect(page.locator('.xstep--done')).toHaveCount(3, { timeout: 30_000 });
  expect(readdirSync(stick).filter((name) => name.endsWith('.hifadhi-root-key'))).toHaveLength(3);
  await press(page, step.getByRole('button', { name: say('trust.put_in_force') }));
  await expect(page.getByText(say('trust.enrol_text'))).toBeVisible();
}

async function enrol({ app, page, say, eye }: At, request: string, words: readonly string[]): Promise<string> {
  await choose(app, request);
  await press(page, page.getByRole('button', { name: say('trust.pick_request') }));
  await expect(page.locator('.xwords li span')).toHaveText(words);
  await eye.look(page, 'authority-request');
  await reach(page, page.getByRole('checkbox'));
  await page.keyboard.press('Space');
  await press(page, page.getByRole('button', { name: say('trust.enrol_now') }));
  await expect(page.getByText('LWN.hifadhi-trust')).toBeVisible();
  await eye.look(page, 'authority-enrolled');
  const file = join(request, '../sheet.pdf');
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, file);
  await press(page, page.getByRole('button', { name: say('trust.save_sheet') }));
  await expect(page.getByText('sheet.pdf')).toBeVisible({ timeout: 30_000 });
  return file;
}

/** The authority drops the office that it enrolled, and takes that back by going back to the list before. */
async function dropAndUndo({ page, say, eye }: At): Promise<void> {
  const dropped = page.getByText(say('exchange.link_dropped'));
  const act = (key: string) => page.locator('.xtable__act button', { hasText: say(key) });
  await press(page, act('trust.drop'));
  const dialog = page.getByRole('dialog');
  await press(page, dialog.getByRole('button', { name: say('trust.drop') }));
  await expect(dialog.getByText(say('trust.drop_kind_needed'))).toBeVisible();
  await reach(page, dialog.getByRole('radiogroup'));
  await page.keyboard.press('ArrowDown');
  await press(page, dialog.getByRole('button', { name: say('ui.now') }));
  await typeInto(page, dialog.locator('#drop-why'), 'The district was divided.');
  await eye.look(page, 'authority-drop');
  await press(page, dialog.getByRole('button', { name: say('trust.drop') }));
  await expect(dialog).toHaveCount(0);
  await expect(act('trust.put_back')).toBeVisible();
  await eye.look(page, 'authority-dropped');
  await go(page, '/exchange', dropped.first());
  await eye.look(page, 'exchange-dropped');
  await go(page, '/exchange/authority', page.locator('#changes-since'));
  await reach(page, page.locator('#changes-since'));
  for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
  const boxes = page.locator('section[aria-labelledby=t-changes]').getByRole('checkbox');
  await expect(boxes).toHaveCount(2);
  await press(page, page.getByRole('button', { name: say('trust.changes_all') }));
  for (const box of await boxes.all()) await expect(box).toBeChecked();
  await eye.look(page, 'authority-changes');
  await press(page, page.getByRole('button', { name: say('trust.undo'), exact: true }));
  await expect(act('trust.drop')).toBeVisible();
}

/** A request of an office that is listed, by people for whom nobody of it has signed: all who could are gone. */
function requestOfOthers({ open, id, code }: TestOffice, folder: string): string {
  const admin = signingKey(randomBytes(32));
  const { deviceId: device, deviceKey, recipient, programmeId } = open.self;
  const path = join(folder, 'others.hifadhi-request');
  const office = makeOfficeCertificate({ office: id, code, name: 'Lwandani', admins: [publicBytes(admin)] }, admin);
  const facts = { office: id, device, signingKey: publicBytes(deviceKey), recipient };
  const computer = makeDeviceCertificate(facts, { device: deviceKey, admin });
  writeFileSync(path, packRequest(office, computer, toBytes(programmeId)));
  return path;
}

/** Two who hold the programme's keys open theirs in place of the people of that office. */
async function answerByKeys({ app, page, say, eye }: At, request: string): Promise<void> {
  const panel = page.locator('section[aria-labelledby=t-enrol]');
  await choose(app, request);
  await press(page, panel.getByRole('button', { name: say('trust.pick_request') }));
  await press(page, panel.getByRole('button', { name: say('trust.by_keys') }));
  const folder = join(request, '..');
  const keys = readdirSync(folder).filter((name) => name.endsWith('.hifadhi-root-key'));
  for (const [i, passphrase] of HOLDER_PASSPHRASES.slice(0, 2).entries()) {
    await expect(panel.locator('.xstep--done')).toHaveCount(i);
    await choose(app, join(folder, keys.find((name) => name.includes(`-key-${String(i + 1)}-`)) ?? ''));
    await press(page, panel.getByRole('button', { name: say('trust.pick_key') }));
    await typeInto(page, panel.locator('#old-passphrase'), passphrase);
    if (i === 1) await eye.look(page, 'answer-by-keys');
    await page.keyboard.press('Enter');
  }
  await expect(panel.getByText(say('trust.by_keys_opened'))).toBeVisible({ timeout: 30_000 });
  await eye.look(page, 'answer-by-keys-opened');
  await reach(page, panel.getByRole('checkbox'));
  await page.keyboard.press('Space');
  await press(page, panel.getByRole('button', { name: say('trust.enrol_now') }));
  await expect(panel.getByRole('button', { name: say('trust.enrol_now') })).toHaveCount(0, { timeout: 30_000 });
  await expect(panel.getByText('LWN.hifadhi-trust')).toBeVisible();
}

const newComputers = (page: Page) => page.locator('section[aria-labelledby=x-new-computers]');

/** The list names the computer of the authority: nothing goes there before somebody here has looked at it. */
async function holdBack({ page, say, eye }: At, office: TestOffice): Promise<void> {
  const told = newComputers(page);
  await expect(told.locator('li')).toHaveCount(1);
  await expect(told).toContainText(say('computers.how_list'));
  await eye.look(page, 'trust-new-computer');
  const path = `/exchange/write?to=${office.id}`;
  await go(page, path, page.getByRole('button', { name: say('exchange.see_what_leaves') }));
  await press(page, page.getByRole('button', { name: say('exchange.see_what_leaves') }));
  await expect(told.locator('li')).toHaveCount(1);
  await expect(page.getByText(say('exchange.unseen_first'))).toHaveCount(1);
  await eye.look(page, 'write-new-computer');
  await press(page, told.getByRole('button', { name: new RegExp(say('computers.hold_back')) }));
  await expect(told.getByText(say('computers.sight_held'))).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('button', { name: say('exchange.pick_stick') })).toHaveCount(0);
}

/** The words are those that the other computer shows: it is known, and the next stick may be written. */
async function letGo({ page, say, eye }: At, words: readonly string[]): Promise<void> {
  const told = newComputers(page);
  await go(page, '/exchange', told);
  await expect(told).toContainText(words.join(' '));
  await eye.look(page, 'exchange-new-computer');
  await press(page, told.getByRole('button', { name: new RegExp(say('computers.know_it')) }).first());
  await expect(told).toHaveCount(0);
  await expect(page.getByText(say('exchange.link_unseen_waits'))).toHaveCount(0);
}

interface Shown {
  /** A picture of each code, and a PDF of all. */
  readonly pictures: readonly string[];
  readonly pdf: string;
  readonly words: readonly string[];
}

/** The office's card as codes: each as a picture of what stands on the screen, and all on paper. */
async function showCard({ app, page, say, eye }: At, folder: string): Promise<Shown> {
  const show = page.getByRole('button', { name: say('codes.show') });
  await go(page, '/exchange/cards', show);
  await press(page, show);
  const dialog = page.getByRole('dialog');
  await expect(dialog.locator('.qr')).toBeVisible();
  await eye.look(page, 'codes-shown');
  // What was just done is told above the lower edge of the dialog for a while, over a part of the code.
  await expect(page.locator('.toast')).toHaveCount(0, { timeout: 15_000 });
  const pictures: string[] = [];
  const place = dialog.getByRole('status').first();
  const first = await place.innerText();
  do {
    const path = join(folder, `code-${String(pictures.length + 1)}.png`);
    await dialog.locator('.qr').screenshot({ path, animations: 'disabled' });
    pictures.push(path);
    const before = await place.innerText();
    await press(page, dialog.getByRole('button', { name: say('codes.next') }));
    await expect(place).not.toHaveText(before);
  } while ((await place.innerText()) !== first);
  const words = await dialog.locator('.xwords li span').allInnerTexts();
  const pdf = join(folder, 'codes.pdf');
  await saveAt(app, pdf);
  await press(page, dialog.getByRole('button', { name: say('codes.save') }));
  await expect(dialog.getByText('codes.pdf')).toBeVisible({ timeout: 30_000 });
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  return { pictures, pdf, words };
}

/** Reads the codes of a card: from files that hold none, from one picture, from the others, and from the paper. */
async function readCard({ page, say, eye }: At, { pictures, pdf, words }: Shown, folder: string): Promise<void> {
  const scan = page.getByRole('button', { name: say('codes.scan'), exact: true });
  await go(page, '/exchange/cards', scan);
  const dialog = page.getByRole('dialog');
  const choosing = async (paths: readonly string[]): Promise<void> => {
    const asked = page.waitForEvent('filechooser');
    await press(page, dialog.getByRole('button', { name: say('codes.choose_file') }));
    await (await asked).setFiles([...paths]);
  };
  const compare = async (): Promise<void> => {
    await expect(dialog).toHaveCount(0, { timeout: 30_000 });
    await expect(page.locator('section[aria-labelledby=x-other] .xwords li span')).toHaveText([...words]);
  };
  const foreign = join(folder, 'foreign.png');
  writeFileSync(foreign, 'not a picture');
  const [one = '', ...others] = pictures;
  expect(others.length).toBeGreaterThan(0);

  await press(page, scan);
  await choosing([foreign]);
  await expect(dialog.getByText(say('codes.trouble_unusable'))).toBeVisible();
  await choosing([one]);
  await expect(dialog.getByText(`1 of ${String(pictures.length)} codes read.`)).toBeVisible({ timeout: 30_000 });
  await eye.look(page, 'codes-read');
  await choosing(others.toReversed());
  await compare();
  await eye.look(page, 'codes-compare');
  await press(page, page.getByRole('button', { name: say('exchange.words_differ') }));

  await press(page, scan);
  await choosing([pdf]);
  await compare();
}

test('an office keeps the keys of its programme, and another joins with one stick there and back', async () => {
  test.setTimeout(420_000);
  const offices = new Offices();
  try {
    await offices.prepare(['KSM'], ['LWN']);
    const { stick, offices: taken } = await offices.take('KSM', 'LWN');
    const [a, c] = taken as [TestOffice, TestOffice];
    const request = await writeRequest(c, stick);
    const { words } = await c.caller.call('trust.request', {});
    const others = requestOfOthers(c, stick);
    offices.closeAll();
    let root: string[] = [];
    let card: Shown | undefined;
    let own: string[] = [];
    await atOffice(a, 'ar', async (at) => {
      await makeKeys(at, stick);
      const sheet = await enrol(at, request, words);
      const { page, say, eye } = at;
      await press(page, page.getByRole('button', { name: say('trust.revoke') }).first());
      await expect(page.getByRole('dialog')).toBeVisible();
      await eye.look(page, 'authority-revoke');
      await page.keyboard.press('Escape');
      await dropAndUndo(at);
      await go(page, '/exchange/trust', page.locator('.xwords').first());
      root = await page.locator('.xwords li span').allInnerTexts();
      own = (await page.locator('section[aria-labelledby=t-own-computers] bdi.code').first().innerText()).split(' ');
      // What the other office compares is on its sheet.
      const text = pdfText(sheet);
      for (const word of root) expect(text).toContain(word);
      card = await showCard(at, stick);
    });
    await atOffice(c, 'en', async (at) => {
      const { app, page, say, eye } = at;
      if (card) await readCard(at, card, stick);
      await go(page, '/exchange', page.getByRole('button', { name: say('trust.title') }));
      await eye.look(page, 'exchange-head');
      await go(page, '/exchange/trust', page.locator('.xwords').first());
      await choose(app, join(stick, 'LWN.hifadhi-trust'));
      await press(page, page.getByRole('button', { name: say('trust.pick_file') }));
      const panel = page.locator('section[aria-labelledby=t-file]');
      await expect(panel.locator('.xwords li span')).toHaveText(root);
      await eye.look(page, 'trust-compare');
      await reach(page, panel.getByRole('checkbox'));
      await page.keyboard.press('Space');
      await press(page, panel.getByRole('button', { name: say('exchange.words_same') }));
      await expect(page.getByText(say('trust.listed_here'))).toBeVisible();
      await expect(page.getByText('KSM').first()).toBeVisible();
      await eye.look(page, 'trust-listed');
      await holdBack(at, a);
    });
    await atOffice(c, 'ar', (at) => letGo(at, own));
    await atOffice(a, 'en', async (at) => {
      await go(at.page, '/exchange/authority', at.page.getByRole('button', { name: at.say('trust.pick_request') }));
      await answerByKeys(at, others);
    });
  } finally {
    offices.remove();
  }
});
