import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkElectronAge } from '../../scripts/check/electron-age.ts';
import { checkLicences, isAllowed } from '../../scripts/check/licences.ts';
import { checkLockfile } from '../../scripts/check/lockfile.ts';
import { checkMessages } from '../../scripts/check/messages.ts';
import { packageOf } from '../../scripts/third-party-notices.ts';

let root: string;
const write = (path: string, content: unknown): void => {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
};
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hifadhi-checks-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('messages', () => {
  const messages = (en: object, fr: object = en, ar: object = en): string[] => {
    Object.entries({ en, fr, ar }).forEach(([language, content]) => {
      write(`resources/locales/${language}/case.json`, content);
    });
    return checkMessages(root).findings;
  };

  it('finds nothing in complete ones', () => {
    const arabic = '{n, plural, zero {لا} one {حالة} two {حالتان} few {# حالات} many {# حالة} other {# حالة}}';
    const english = { 'case.count': '{n, plural, one {# case} other {# cases}}', 'case.by': 'By {name}' };
    const french = { 'case.count': '{n, plural, one {# dossier} other {# dossiers}}', 'case.by': 'Par {name}' };
    expect(messages(english, french, { 'case.count': arabic, 'case.by': 'بواسطة {name}' })).toEqual([]);
  });

  it.each([
    ['a missing one', { 'case.a': 'A', 'case.b': 'B' }, { 'case.a': 'A' }, 'fr: case.b is missing'],
    ['one too many', { 'case.a': 'A' }, { 'case.a': 'A', 'case.c': 'C' }, 'fr: case.c is not in English'],
    ['a forgotten argument', { 'case.a': 'By {name}' }, { 'case.a': 'Par' }, 'fr: case.a does not use {name}'],
    ['a foreign argument', { 'case.a': 'By' }, { 'case.a': 'Par {x}' }, 'fr: case.a uses {x}, which English does not'],
    ['an empty one', { 'case.a': 'A' }, { 'case.a': ' ' }, 'fr: case.a is empty'],
    ['an invisible mark', { 'case.a': 'A' }, { 'case.a': 'A\u202e' }, 'fr: case.a holds an invisible character'],
  ])('finds %s', (_what, en, fr, finding) => {
    expect(messages(en, fr, en)).toEqual([finding]);
  });

  it('finds plural forms that a language needs', () => {
    const text = { 'case.n': '{n, plural, one {# case} other {# cases}}' };
    expect(messages(text)).toEqual(['ar: case.n lacks the plural zero, two, few, many']);
  });

  it('finds a message that cannot be read and a key in the wrong file', () => {
    expect(messages({ 'case.a': '{n, plural, one {#}}' })[0]).toContain('cannot be read');
    expect(messages({ 'other.a': 'A' })[0]).toContain('other.a is not "case.name"');
  });

  it('finds a key that the page uses and nobody wrote', () => {
    write('renderer/features/a.vue', "<template>{{ t('case.there') }} {{ t('case.nowhere') }}</template>");
    expect(messages({ 'case.there': 'x' })).toEqual([
      'renderer/features/a.vue uses case.nowhere, which is not in English',
    ]);
  });
});

it('allows a licence only where it may be passed on', () => {
  expect(isAllowed('any', 'MIT')).toBe(true);
  expect(isAllowed('any', '(GPL-3.0 OR MIT)')).toBe(true);
  expect(isAllowed('any', 'MIT AND GPL-3.0')).toBe(false);
  expect(isAllowed('any', 'AGPL-3.0-only')).toBe(false);
  expect(isAllowed('any', 'none')).toBe(false);
  expect(isAllowed('axe-core', 'MPL-2.0')).toBe(true);
  expect(isAllowed('any', 'MPL-2.0')).toBe(false);
  expect(isAllowed('@fontsource-variable/noto-sans', 'OFL-1.1')).toBe(true);
});

it('looks at the packages of both lockfiles', () => {
  const lock = (packages: object): object => ({ packages: { '': {}, ...packages } });
  write('package-lock.json', lock({ 'node_modules/one': { license: 'MIT' } }));
  write('tests/interop/package-lock.json', lock({ 'node_modules/two': { license: 'GPL-3.0' } }));
  expect(checkLicences(root).findings).toEqual(['two: licence GPL-3.0']);
});

it('finds the package that a bundled module belongs to', () => {
  expect(packageOf('/a/node_modules/vue/dist/vue.js')).toBe('vue');
  expect(packageOf('/a/node_modules/x/node_modules/@s/y/z.js?url')).toBe('@s/y');
  expect(packageOf('C:\\a\\node_modules\\@s\\y\\z.css')).toBe('@s/y');
  expect(packageOf('/a/renderer/main.ts')).toBeUndefined();
});

it('wants the release date of the Electron that is installed', () => {
  write('node_modules/electron/package.json', { version: '2.0.0' });
  write('scripts/check/electron-release.json', { version: '2.0.0', releasedOn: '2026-01-01' });
  expect(checkElectronAge(root, new Date('2026-01-11')).notes[0]).toContain('10 days old');
  write('scripts/check/electron-release.json', { version: '1.0.0', releasedOn: '2026-01-01' });
  expect(checkElectronAge(root, new Date('2026-01-11')).findings).toHaveLength(1);
});

it('finds what npm ci would refuse in a lockfile', () => {
  const locked = { integrity: 'x' };
  const packages = {
    '': { dependencies: { a: '1' } },
    'node_modules/a': { ...locked, dependencies: { b: '1' }, optionalDependencies: { c: '1' } },
    'node_modules/a/node_modules/b': { ...locked, dependencies: { a: '1' } },
  };
  write('package-lock.json', { packages });
  expect(checkLockfile(root).findings).toEqual(['node_modules/a names c, which is not locked']);
  write('package-lock.json', { packages: { 'node_modules/c': { resolved: 'https://registry.example/c.tgz' } } });
  expect(checkLockfile(root).findings).toEqual(['node_modules/c names a host', 'node_modules/c has no checksum']);
});
