import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Entry {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** Where Node would find `name` from the package at `path`: beside it, or in a folder above. */
function isFound(packages: Readonly<Record<string, Entry>>, path: string, name: string): boolean {
  for (let from = path; ;) {
    if (`${from === '' ? '' : `${from}/`}node_modules/${name}` in packages) return true;
    if (from === '') return false;
    const up = from.lastIndexOf('/node_modules/');
    from = up < 0 ? '' : from.slice(0, up);
  }
}

/**
 * `npm install` can write a lockfile that `npm ci` refuses: with optional packages for other systems named and not
 * locked, when the registry does not hold all of them. Remove the names that are not there by hand. No host is named,
 * so that any registry serves; everything is locked by its content.
 */
export function checkLockfile(root: string): { findings: string[]; notes: string[] } {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, Entry> };
  const findings: string[] = [];
  for (const [path, entry] of Object.entries(lock.packages)) {
    const wanted = Object.keys({ ...entry.dependencies, ...entry.optionalDependencies });
    for (const name of wanted) {
      if (!isFound(lock.packages, path, name))
        findings.push(`${path || 'the project'} names ${name}, which is not locked`);
    }
    if (entry.resolved !== undefined) findings.push(`${path} names a host`);
    if (path !== '' && entry.link !== true && entry.integrity === undefined) findings.push(`${path} has no checksum`);
  }
  return { findings, notes: [`${String(Object.keys(lock.packages).length - 1)} packages locked`] };
}
