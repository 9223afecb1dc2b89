import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'vite';

export interface PrintAsset {
  /** Below `print/`, with forward slashes. */
  readonly name: string;
  readonly source: string;
}

/** Every file below `print/`: style sheets, fonts, and each font's licence beside it. */
export function printAssets(root: string): readonly PrintAsset[] {
  const folder = join(root, 'resources', 'fonts', 'print');
  const fonts = readdirSync(folder)
    .sort()
    .map((name) => ({ name: `fonts/${name}`, source: join(folder, name) }));
  const sheets = ['print.css', 'page.css', 'fonts.css'].map((name) => ({
    name,
    source: join(root, 'resources', 'print', name),
  }));
  return [...sheets, ...fonts];
}

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css',
  woff2: 'font/woff2',
  txt: 'text/plain',
  md: 'text/plain',
};

/**
 * Puts the print assets into `print/` of the built page, as they are, and serves them there while developing.
 *
 * @param root folder of package.json.
 */
export function printAssetsPlugin(root: string): Plugin {
  const assets = printAssets(root);
  return {
    name: 'print-assets',
    async generateBundle() {
      for (const { name, source } of assets) {
        this.emitFile({ type: 'asset', fileName: `print/${name}`, source: await readFile(source) });
      }
    },
    configureServer(server) {
      server.middlewares.use('/print/', (request, response, next) => {
        const name = (request.url ?? '').split('?')[0]?.replace(/^\//, '');
        const asset = assets.find((known) => known.name === name);
        if (asset === undefined) {
          next();
          return;
        }
        readFile(asset.source).then(
          (bytes) => {
            response.setHeader('content-type', TYPES[asset.name.split('.').at(-1) ?? ''] ?? 'application/octet-stream');
            response.end(bytes);
          },
          (error: unknown) => {
            next(error);
          },
        );
      });
    },
  };
}
