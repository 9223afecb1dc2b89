import type { Language } from '#core/forms/types.ts';
import { blockHtml } from './html-blocks.ts';
import { attribute, escape } from './html-text.ts';
import type { Letterhead, PrintDocument } from './document.ts';

export interface HtmlOptions {
  readonly language: Language;
  readonly dir: 'ltr' | 'rtl';
  /** Address of `print.css`, relative to the page that holds the HTML. */
  readonly cssHref: string;
}

/**
 * Script that ends when every letter can be drawn, to be run in the page before it is printed. The browser fetches fonts
 * for the text of the page by itself, but not for the page-margin boxes; and while one letter of a box waits for its
 * font, the browser draws none of the boxes of that weight: neither marking nor page number.
 */
export const FONTS_LOADED = `Promise.all(
  [400, 600].map((weight) =>
    document.fonts.load(weight + ' 10pt "Hifadhi Print"', Object.values(document.documentElement.dataset).join(' ')),
  ),
)
  .then(() => document.fonts.ready)
  .then(() => true)`;

/** Writing direction of the product's languages. */
export const directionOf = (language: Language): 'ltr' | 'rtl' => (language === 'ar' ? 'rtl' : 'ltr');

function letterheadHtml({ office, lines, logo }: Letterhead): string {
  const picture = logo === undefined ? '' : `<img src="${attribute(logo)}" alt="">`;
  const said = lines.map((line) => `<span>${escape(line)}</span>`).join('');
  return `<div class="letterhead">${picture}<p><b>${escape(office)}</b>${said}</p></div>`;
}

/**
 * The page that becomes the PDF: no script, no inline style, everything escaped. What stands in the margins of every
 * page (office, marking, page numbers, copy) travels in attributes of the root element, from where `print.css` reads
 * it into the page-margin boxes; so it is text in the PDF and cannot run out of step with the page count.
 */
export function toHtml(document: PrintDocument, { language, dir, cssHref }: HtmlOptions): string {
  const { head, foot } = document;
  const margins = {
    start: `${head.office}\n${head.service}`,
    marking: head.marking,
    end: head.code === undefined ? head.report : `${head.report}\n${head.code}`,
    printed: `${foot.printed}\n${foot.formVersion}`,
    'page-before': foot.page[0],
    'page-between': foot.page[1],
    'page-after': foot.page[2],
    copy: `${foot.copy}\n${foot.afterUse}`,
  };
  const attributes = Object.entries(margins).map(([name, text]) => ` data-${name}="${attribute(text)}"`);
  const classes = [
    document.paper.toLowerCase(),
    ...(document.landscape ? ['landscape'] : []),
    ...(document.duplex === true ? ['duplex'] : []),
    ...(document.large === true ? ['large'] : []),
    `report-${document.report}`,
  ];
  const watermark =
    document.watermark === undefined
      ? ''
      : `<div class="watermark" aria-hidden="true"><span>${escape(document.watermark)}</span></div>\n`;
  return [
    '<!doctype html>',
    `<html lang="${language}" dir="${dir}" class="${classes.join(' ')}"${attributes.join('')}>`,
    '<head>',
    '<meta charset="utf-8">',
    `<title>${escape(document.title)}</title>`,
    `<link rel="stylesheet" href="${attribute(cssHref)}">`,
    '</head>',
    '<body>',
    `${watermark}<main>`,
    ...(document.letterhead === undefined ? [] : [letterheadHtml(document.letterhead)]),
    ...document.blocks.map((block) => blockHtml(block, language)),
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}
