import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import type { Browser } from '@playwright/test';
import { compactPdf } from '#core/reports/compact-pdf.ts';
import { FONTS_LOADED } from '#core/reports/html.ts';
import { fillInPages, hasContents, pagesOfAnchors } from '#core/reports/pdf-anchors.ts';
import { printAssets } from '../../../scripts/print-assets.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const POLICY = "default-src 'none'; style-src 'self'; font-src 'self'";
const TYPES: Readonly<Record<string, string>> = { css: 'text/css', woff2: 'font/woff2', txt: 'text/plain' };

/** Prints pages with a real Chromium under the strict policy of the product: own style sheets and fonts, nothing else. */
export class PrintShop {
  private readonly folder = mkdtempSync(join(tmpdir(), 'hifadhi-print-'));
  private html = '';
  private readonly server: Server;
  private readonly browser: Browser;
  /** What the policy or the network refused since the shop opened. */
  readonly refused: string[] = [];

  private constructor(server: Server, browser: Browser) {
    this.server = server;
    this.browser = browser;
    const assets = new Map(printAssets(ROOT).map((asset) => [`/print/${asset.name}`, asset.source]));
    server.on('request', (request, response) => {
      const path = request.url ?? '';
      response.setHeader('content-security-policy', POLICY);
      const source = assets.get(path);
      if (path === '/report.html') response.setHeader('content-type', 'text/html').end(this.html);
      else if (source === undefined) response.writeHead(path === '/favicon.ico' ? 204 : 404).end();
      else {
        response.setHeader('content-type', TYPES[path.split('.').at(-1) ?? ''] ?? 'text/plain');
        response.end(readFileSync(source));
      }
    });
  }

  static async open(): Promise<PrintShop> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const executablePath = process.env['HIFADHI_CHROMIUM'] ?? '/usr/bin/chromium';
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    return new PrintShop(server, browser);
  }

  /** Prints as the product does, compacted unless the browser's own file is wanted; answers the path of the PDF. */
  async print(html: string, name: string, compact = true): Promise<string> {
    this.html = html;
    const page = await this.browser.newPage();
    page.on('console', (message) => this.refused.push(message.text()));
    page.on('requestfailed', (request) => this.refused.push(request.url()));
    const { port } = this.server.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${String(port)}/report.html`);
    await page.evaluate(FONTS_LOADED);
    const session = await page.context().newCDPSession(page);
    const printed = async (): Promise<Buffer> => {
      const { data } = await session.send('Page.printToPDF', {
        printBackground: true,
        preferCSSPageSize: true,
        generateTaggedPDF: true,
        generateDocumentOutline: true,
      });
      return Buffer.from(data, 'base64');
    };
    if (hasContents(html)) await page.evaluate(fillInPages(pagesOfAnchors(await printed())));
    const file = join(this.folder, `${name}.pdf`);
    const pdf = await printed();
    await page.close();
    writeFileSync(file, compact ? compactPdf(pdf, (bytes) => deflateSync(bytes)) : pdf);
    return file;
  }

  async close(): Promise<void> {
    await this.browser.close();
    await new Promise((resolve) => this.server.close(resolve));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const tool = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { encoding: 'utf8', maxBuffer: 50_000_000 });

export const pdfText = (file: string): string => tool('pdftotext', '-layout', file, '-').normalize('NFC');
/** Text page by page. */
export const pdfPages = (file: string): string[] => pdfText(file).split('\f').slice(0, -1);
/** Text page by page in the order in which it was drawn, not by its place: what runs aslant stays together. */
export const pdfPagesInOrder = (file: string): string[] =>
  tool('pdftotext', '-raw', file, '-').normalize('NFC').split('\f').slice(0, -1);
/** The tree of tags, with its text. */
export const pdfStructure = (file: string): string => tool('pdfinfo', '-struct-text', file);
export const pdfInfo = (file: string): string => tool('pdfinfo', file);
/** Lines of pdffonts without its head: name, type, encoding, embedded, subset, unicode. */
export const pdfFonts = (file: string): string[] => tool('pdffonts', file).trim().split('\n').slice(2);
