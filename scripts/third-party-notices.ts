import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** Where the page finds them; `app://` serves the renderer's folder and nothing else. */
const FILE = 'third-party-notices.txt';
const PARTS = ['page', 'main', 'preload'] as const;
type Part = (typeof PARTS)[number];
const RULE = '='.repeat(80);

interface Manifest {
  readonly version: string;
  readonly license?: string;
  readonly author?: string | { readonly name?: string };
}

/** The package a module or a file belongs to; undefined for our own. */
export function packageOf(path: string): string | undefined {
  const inside = path.replaceAll('\\', '/').split('/node_modules/').slice(1).at(-1);
  return inside === undefined ? undefined : /^(?:@[^/]+\/)?[^/]+/.exec(inside)?.[0];
}

/** The names of a package's files that say under what it may be passed on. */
const isNotice = (name: string): boolean => /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i.test(name);

/** Name, version, licence, and the text that has to be passed on with it. Throws when a package says nothing at all. */
function noticeOf(root: string, name: string): string {
  const folder = join(root, 'node_modules', name);
  const { version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  const texts = readdirSync(folder)
    .filter(isNotice)
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());
  if (license === undefined && texts.length === 0) throw new Error(`${name} does not say under what licence it is`);
  const by = typeof author === 'object' ? author.name : author;
  if (texts.length === 0) texts.push(`Licence: ${String(license)}. Author: ${by ?? 'the authors of the package'}`);
  return [RULE, `${name} ${version}${license === undefined ? '' : ` (${license})`}`, RULE, ...texts].join('\n\n');
}

/** The printed fonts are files of our own folder; their licences stand beside them. */
function fontNotices(root: string): string[] {
  const folder = join(root, 'resources/fonts/print');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.OFL.txt'))
    .sort()
    .map(
      (name) =>
        [RULE, `Font ${name.replace('.OFL.txt', '')} (OFL-1.1)`, RULE].join('\n\n') +
        '\n\n' +
        readFileSync(join(folder, name), 'utf8').trim(),
    );
}

/**
 * Writes the notices of every package that is really in the product. The page, the shell and the preload script are built
 * one after the other: each build leaves its list in `build/notices`, and the last one finds all of them.
 *
 * @param root folder of package.json. @param shipped packages that lie beside the bundle instead of in it.
 */
export function noticesPlugin(root: string, part: Part, shipped: readonly string[] = []): Plugin {
  const lists = join(root, 'build/notices');
  return {
    name: 'third-party-notices',
    apply: 'build',
    generateBundle(_options, bundle) {
      const names = new Set(shipped);
      for (const made of Object.values(bundle)) {
        const from = made.type === 'chunk' ? Object.keys(made.modules) : made.originalFileNames;
        for (const name of from.map(packageOf)) if (name !== undefined) names.add(name);
      }
      mkdirSync(lists, { recursive: true });
      writeFileSync(join(lists, `${part}.json`), JSON.stringify([...names].sort()));
    },
    closeBundle() {
      const known = new Set(readdirSync(lists));
      const names = PARTS.filter((one) => known.has(`${one}.json`)).flatMap(
        (one) => JSON.parse(readFileSync(join(lists, `${one}.json`), 'utf8')) as string[],
      );
      const notices = [...new Set(names)].sort().map((name) => noticeOf(root, name));
      const folder = join(root, 'dist/renderer');
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, FILE), `${[...notices, ...fontNotices(root)].join('\n\n\n')}\n`);
    },
  };
}
