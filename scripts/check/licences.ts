import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Licences under which a part may be distributed inside an Apache-2.0 program, unchanged and with its notice. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Unlicense',
  'WTFPL',
]);
/** Others, allowed for the one reason given. */
const EXCEPTIONS: Readonly<Record<string, { readonly licence: string; readonly why: string }>> = {
  argparse: { licence: 'Python-2.0', why: 'permissive; used while building only' },
  'axe-core': { licence: 'MPL-2.0', why: 'used in tests only' },
  lightningcss: { licence: 'MPL-2.0', why: 'used while building only' },
  '@fontsource-variable/': { licence: 'OFL-1.1', why: 'fonts, distributed under their own licence' },
  'lightningcss-': { licence: 'MPL-2.0', why: 'used while building only' },
};

interface Entry {
  readonly license?: string;
}

/** Whether an SPDX expression leaves us a licence that we may use. */
export function isAllowed(name: string, expression: string): boolean {
  const except = Object.entries(EXCEPTIONS).find(([start]) =>
    /[-/]$/.test(start) ? name.startsWith(start) : name === start,
  )?.[1].licence;
  const plain = expression.replace(/[()]/g, '');
  const one = (licence: string): boolean => ALLOWED.has(licence.trim()) || licence.trim() === except;
  return plain.split(' OR ').some((choice) => choice.split(' AND ').every(one));
}

/** What a package says of itself; older ones say it as an object. */
function licenceOf(root: string, path: string, entry: Entry): string | undefined {
  const file = join(root, path, 'package.json');
  if (!existsSync(file)) return entry.license;
  const { license } = JSON.parse(readFileSync(file, 'utf8')) as { license?: string | { type?: string } };
  return typeof license === 'object' ? license.type : (license ?? entry.license);
}

/** The small package that proves the format with the real SQLCipher has one of its own. */
const LOCKFILES = ['package-lock.json', 'tests/interop/package-lock.json'] as const;

function entriesOf(root: string, file: string): [path: string, entry: Entry][] {
  const lock = JSON.parse(readFileSync(join(root, file), 'utf8')) as { packages: Record<string, Entry> };
  const folder = file.slice(0, -'package-lock.json'.length);
  const named = Object.entries(lock.packages).filter(([path]) => path !== '');
  return named.map(([path, entry]) => [folder + path, entry]);
}

/** Every package of the lockfiles has a licence that lets governments and vendors build on the whole. */
export function checkLicences(root: string): { findings: string[]; notes: string[] } {
  const findings: string[] = [];
  const counts = new Map<string, number>();
  for (const [path, entry] of LOCKFILES.flatMap((file) => entriesOf(root, file))) {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const licence = licenceOf(root, path, entry) ?? 'none';
    counts.set(licence, (counts.get(licence) ?? 0) + 1);
    if (!isAllowed(name, licence)) findings.push(`${name}: licence ${licence}`);
  }
  const list = [...counts].sort((a, b) => b[1] - a[1]).map(([licence, n]) => `${licence} ${String(n)}`);
  return { findings, notes: [list.join(', ')] };
}
