import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeOutFolder } from '../../scripts/demo/out-folder.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hifadhi-out-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('is made where there is none, and takes an empty one', () => {
  const out = join(folder, 'deep', 'demo');
  makeOutFolder(out);
  expect(existsSync(out)).toBe(true);
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  expect(() => {
    makeOutFolder(empty);
  }).not.toThrow();
});

it('is emptied when an earlier demo wrote it', () => {
  makeOutFolder(folder);
  mkdirSync(join(folder, 'office-a'));
  writeFileSync(join(folder, 'office-a', 'office.db'), 'x');
  makeOutFolder(folder);
  expect(existsSync(join(folder, 'office-a'))).toBe(false);
});

it('is left as it is when it holds anything that no demo wrote, or is a file', () => {
  writeFileSync(join(folder, 'letter.txt'), 'mine');
  expect(() => {
    makeOutFolder(folder);
  }).toThrow('no demo wrote');
  expect(readdirSync(folder)).toEqual(['letter.txt']);
  expect(() => {
    makeOutFolder(join(folder, 'letter.txt'));
  }).toThrow('not a folder');
});
