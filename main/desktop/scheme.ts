import { protocol } from 'electron';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { rendererDir } from './paths.ts';

/** security.md, Electron rule 7. */
export const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'; frame-ancestors 'none'";

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

/** Print documents by token: they exist in memory only, for as long as their hidden window needs them. */
const documents = new Map<string, string>();
export const offerDocument = (token: string, html: string): void => void documents.set(token, html);
export const withdrawDocument = (token: string): void => void documents.delete(token);

/** Pictures of print documents, by their path; in memory only, as long as the document. */
interface Picture {
  readonly address: string;
  readonly mime: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}
const pictures = new Map<string, Picture>();
export const offerPictures = (list: readonly Picture[]): void => {
  for (const one of list) pictures.set(one.address, one);
};
export const withdrawPictures = (list: readonly Picture[]): void => {
  for (const { address } of list) pictures.delete(address);
};

export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

const reply = (body: string | Uint8Array<ArrayBuffer>, type: string, status = 200): Response =>
  new Response(body, {
    status,
    headers: {
      'content-type': type,
      'content-security-policy': CSP,
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    },
  });
const notFound = (): Response => reply('not found', 'text/plain; charset=utf-8', 404);

/** The file a request names, inside the renderer's folder or nowhere. */
export function fileOf(requested: string): string | undefined {
  let path: string;
  try {
    path = decodeURIComponent(new URL(requested).pathname);
  } catch {
    return undefined;
  }
  if (path.includes('\0') || path.includes('\\')) return undefined;
  const file = normalize(join(rendererDir, path === '/' ? '/index.html' : path));
  return file.startsWith(rendererDir + sep) ? file : undefined;
}

export function serveScheme(): void {
  protocol.handle('app', async (request) => {
    const url = new URL(request.url);
    if (url.host !== 'hifadhi' || request.method !== 'GET') return notFound();
    const picture = pictures.get(url.pathname);
    if (picture) return reply(picture.bytes, picture.mime);
    const token = /^\/document\/([A-Za-z0-9_-]+)\.html$/.exec(url.pathname)?.[1];
    if (token !== undefined) {
      const html = documents.get(token);
      return html === undefined ? notFound() : reply(html, 'text/html; charset=utf-8');
    }
    const file = fileOf(request.url);
    const type = file === undefined ? undefined : TYPES[extname(file)];
    if (file === undefined || type === undefined) return notFound();
    try {
      return reply(new Uint8Array(await readFile(file)), type);
    } catch {
      return notFound();
    }
  });
}
