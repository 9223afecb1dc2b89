import { existsSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, resolve as resolvePath } from 'node:path';

// A resolver in the shape the import and boundaries lint rules expect. The standard one does not follow the `#core/*`
// alias of package.json, which would let a forbidden import through unseen. Every import of ours carries its extension,
// so nothing has to be guessed; packages are left alone (`no-restricted-imports` decides about them).
const root = join(import.meta.dirname, '../..');

export const interfaceVersion = 2;

interface Resolved {
  readonly found: boolean;
  readonly path?: string | null;
}

/** The absolute file that `source`, written in `file`, means; `path: null` for a builtin module, `found: false` else. */
export function resolve(source: string, file: string): Resolved {
  if (isBuiltin(source)) return { found: true, path: null };
  const bare = source.replace(/\?.*$/, '');
  const target = bare.startsWith('#core/')
    ? join(root, 'core', bare.slice('#core/'.length))
    : bare.startsWith('.')
      ? resolvePath(dirname(file), bare)
      : undefined;
  if (target === undefined) return { found: false };
  return existsSync(target) && statSync(target).isFile() ? { found: true, path: target } : { found: false };
}
