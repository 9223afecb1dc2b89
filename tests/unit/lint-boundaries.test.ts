import { ESLint } from 'eslint';
import { join } from 'node:path';
import ts from 'typescript-eslint';
import { expect, it } from 'vitest';

// The import rules of docs/architecture.md and the bans of storage.md and security.md, each tried with code that breaks
// it. Rules that need types are left out, so that the code may stand in files that do not exist.
const root = join(import.meta.dirname, '../..');
const eslint = new ESLint({ cwd: root, overrideConfig: ts.configs.disableTypeChecked });

async function rulesBroken(file: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(`${code}\n`, { filePath: join(root, file) });
  return (result?.messages ?? []).map((m) => (m.fatal ? m.message : (m.ruleId ?? '')));
}
/** In two parts, because the rule also looks at this file. */
const REKEY = `re${'key'}`;
const importOf = (path: string): string => `import * as x from '${path}';\nexport const y = x;`;

it.each([
  ['core/a.ts', '../main/storage/database.ts'],
  ['core/a.ts', '#core/../main/crypto/ed25519.ts'],
  ['core/forms/a.ts', '../../main/desktop/log.ts'],
  ['main/storage/a.ts', '../crypto/ed25519.ts'],
  ['main/storage/a.ts', '../desktop/log.ts'],
  ['main/crypto/a.ts', '../storage/database.ts'],
  ['main/office/a.ts', '../desktop/log.ts'],
  ['main/desktop/a.ts', '../storage/database.ts'],
  ['main/desktop/a.ts', '#core/../main/storage/database.ts'],
  ['preload/a.ts', '#core/ids.ts'],
  ['preload/a.ts', '../main/desktop/log.ts'],
  ['renderer/features/a.ts', '../../main/storage/database.ts'],
  ['renderer/features/a.ts', '#core/../main/desktop/log.ts'],
  ['server/a.ts', '../main/storage/database.ts'],
])('%s may not import %s', async (file, path) => {
  expect(await rulesBroken(file, importOf(path))).toContain('boundaries/dependencies');
});

it('refuses a forbidden import of types alone and by export', async () => {
  const typeOnly = "import type { LogLine } from '../main/desktop/log.ts';\nexport type A = LogLine;";
  expect(await rulesBroken('core/a.ts', typeOnly)).toContain('boundaries/dependencies');
  expect(await rulesBroken('renderer/a.ts', "export { log } from '../main/desktop/log.ts';")).toContain(
    'boundaries/dependencies',
  );
  expect(await rulesBroken('core/a.ts', "export const a = () => import('../main/desktop/log.ts');")).toContain(
    'boundaries/dependencies',
  );
});

it.each([
  ['core/a.ts', '#core/ids.ts'],
  ['core/forms/a.ts', '#core/contracts/index.ts'],
  ['main/crypto/a.ts', '#core/ids.ts'],
  ['main/office/a.ts', '../crypto/ed25519.ts'],
  ['main/office/a.ts', '../storage/database.ts'],
  ['main/desktop/a.ts', '#core/contracts/index.ts'],
  ['main/desktop/a.ts', 'electron'],
  ['preload/a.ts', '#core/contracts/call-names.ts'],
  ['preload/a.ts', 'electron'],
  ['renderer/a.ts', '#core/ids.ts'],
  ['renderer/a.ts', 'vue'],
  ['server/a.ts', '../main/crypto/ed25519.ts'],
])('%s may import %s', async (file, path) => {
  expect(await rulesBroken(file, importOf(path))).toEqual([]);
});

it.each([
  ['core/a.ts', 'electron'],
  ['core/a.ts', 'node:fs'],
  ['core/a.ts', 'vue'],
  ['renderer/a.ts', 'electron'],
  ['renderer/a.ts', 'node:path'],
  ['renderer/a.ts', 'better-sqlite3-multiple-ciphers'],
  ['main/office/a.ts', 'electron'],
  ['main/storage/a.ts', 'electron'],
  ['main/office/a.ts', 'better-sqlite3-multiple-ciphers'],
  ['main/office/a.ts', 'pg'],
  ['server/relay/a.ts', 'better-sqlite3-multiple-ciphers'],
  ['main/desktop/a.ts', '../office/worker.ts'],
  ['renderer/a.ts', '../main/office/worker.ts'],
])('%s may not import %s either', async (file, path) => {
  expect(await rulesBroken(file, importOf(path))).toContain('no-restricted-imports');
});

it.each([
  [
    'opening something outside',
    'main/desktop/a.ts',
    "import { shell } from 'electron';\nvoid shell.openExternal('x');",
  ],
  ['an image of the plain database', 'main/storage/a.ts', 'export const f = (db: Db) => db.serialize();'],
  ['an empty rekey', 'main/storage/a.ts', `export const sql = "PRAGMA ${REKEY}=''";`],
  ['an empty rekey in a template', 'main/storage/a.ts', `export const sql = \`PRAGMA ${REKEY} = ''\`;`],
  ['a page without web security', 'main/desktop/a.ts', 'export const o = { webSecurity: false };'],
  ['a page with Node', 'main/desktop/a.ts', 'export const o = { nodeIntegration: true };'],
  ['a page outside the sandbox', 'main/desktop/a.ts', 'export const o = { sandbox: false };'],
  ['insecure content', 'main/desktop/a.ts', 'export const o = { allowRunningInsecureContent: true };'],
  ['experimental features', 'main/desktop/a.ts', 'export const o = { experimentalFeatures: true };'],
  ['features of the engine by name', 'main/desktop/a.ts', "export const o = { enableBlinkFeatures: 'x' };"],
  ['a page in the page', 'main/desktop/a.ts', 'export const o = { webviewTag: true };'],
  ['a shared context', 'main/desktop/a.ts', 'export const o = { contextIsolation: false };'],
  ['a default export', 'core/a.ts', 'export default 1;'],
  ['a test that does not run', 'tests/unit/a.test.ts', "it.skip('x', () => undefined);"],
  ['a test that runs alone', 'renderer/a.test.ts', "describe.only('x', () => undefined);"],
  ['sleeping in a test', 'tests/e2e/a.e2e.ts', 'export const f = (page: Page) => page.waitForTimeout(5);'],
])('refuses %s', async (_what, file, code) => {
  expect(await rulesBroken(file, code)).toContain('no-restricted-syntax');
});

it('refuses any, a rule switched off without a reason, and unfinished work', async () => {
  expect(await rulesBroken('tests/unit/a.test.ts', 'export const a = (x: any) => x;')).toEqual([
    '@typescript-eslint/no-explicit-any',
  ]);
  const silent = '// eslint-disable-next-line eqeqeq\nexport const f = (a: number) => a == 1;';
  expect(await rulesBroken('core/a.ts', silent)).toEqual(['own/reason-for-disable']);
  expect(await rulesBroken('core/a.ts', silent.replace('eqeqeq', 'eqeqeq -- a truth table'))).toEqual([]);
  expect(await rulesBroken('core/a.ts', `// ${'TO'}${'DO'}: more\nexport const a = 1;`)).toEqual(['own/no-unfinished']);
});

it('keeps words out of templates', async () => {
  const vue = '<script setup lang="ts"></script>\n\n<template>\n  <p>Hello there</p>\n</template>';
  expect(await rulesBroken('renderer/features/AnyPage.vue', vue)).toContain('vue/no-bare-strings-in-template');
});
