import type { Language } from '#core/forms/types.ts';
import type { Block, Cell, Column, GridItem, RiskBadge, RiskLevel, Runs, Tick } from './document.ts';
import { attribute, escape, longText, runsHtml } from './html-text.ts';

type Of<K extends Block['kind']> = Extract<Block, { readonly kind: K }>;

/** Shapes tell the levels apart in grey: triangle, diamond, ring (ui-guide §8). */
const SHAPES: Readonly<Record<RiskLevel, string>> = {
  high: '<path d="M5 .6 9.7 9.2H.3Z" fill="currentColor"/>',
  medium: '<path d="M5 .4 9.6 5 5 9.6.4 5Z" fill="currentColor"/>',
  low: '<circle cx="5" cy="5" r="3.8" fill="none" stroke="currentColor" stroke-width="1.6"/>',
  none: '<path d="M1 5h8" stroke="currentColor" stroke-width="1.4"/>',
};

const riskHtml = ({ level, label }: RiskBadge): string =>
  `<span class="risk risk-${level}"><svg viewBox="0 0 10 10" aria-hidden="true">${SHAPES[level]}</svg>${escape(label)}</span>`;

const writingLines = (count: number): string => '<span class="line"></span>'.repeat(count);

/** A box that is ticked says so to those who listen; on paper it shows. */
const boxHtml = ({ ticked, label }: Tick): string =>
  `<span class="box${ticked ? ' on' : ''}" role="img" aria-label="${attribute(label)}"></span>`;

/** A signature, as wide as the pen went. */
const inkHtml = ({ address, shows }: { readonly address: string; readonly shows: string }): string =>
  `<img class="ink" src="${attribute(address)}" alt="${attribute(shows)}">`;

function itemHtml(item: GridItem, language: Language): string {
  const note = item.note === undefined ? '' : ` <small>${escape(item.note)}</small>`;
  const label = `<dt>${escape(item.label)}${note}</dt>`;
  if (item.value === 'blank') {
    return `<div class="s${String(item.span)} empty">${label}<dd>${writingLines(item.lines ?? 1)}</dd></div>`;
  }
  if ('ticks' in item.value) {
    const ticks = item.value.ticks.map(
      (tick) => `<li><span class="box${tick.ticked ? ' on' : ''}"></span>${escape(tick.label)}</li>`,
    );
    return `<div class="s${String(item.span)} ticks">${label}<dd><ul>${ticks.join('')}</ul></dd></div>`;
  }
  const { attributes, html } =
    item.long === true ? longText(item.value, language) : { attributes: '', html: runsHtml(item.value, language) };
  const pictures = (item.pictures ?? []).map(inkHtml).join('');
  return `<div class="s${String(item.span)}">${label}<dd${attributes}>${pictures}${html}</dd></div>`;
}

const isRuns = (cell: Cell): cell is Runs => Array.isArray(cell);

function cellContent(cell: Cell, language: Language): string {
  if (cell === 'blank') return '';
  if (isRuns(cell)) return runsHtml(cell, language);
  if ('ticked' in cell) return boxHtml(cell);
  return riskHtml(cell);
}

function cellHtml(cell: Cell, column: Column | undefined, head: boolean, language: Language): string {
  const numeric = column?.numeric === true ? ' class="number"' : '';
  const content = cellContent(cell, language);
  return head ? `<th scope="row"${numeric}>${content}</th>` : `<td${numeric}>${content}</td>`;
}

function tableHtml(table: Of<'table'>, language: Language): string {
  if (table.rows.length === 0 && table.none !== undefined) return `<p class="none">${escape(table.none)}</p>`;
  const total = table.columns.reduce((sum, column) => sum + (column.weight ?? 1), 0);
  const widths = table.columns.map((column) => `<col width="${(((column.weight ?? 1) / total) * 100).toFixed(2)}%">`);
  const heads = table.columns.map((column) => {
    const numeric = column.numeric === true ? ' class="number"' : '';
    return column.label === '' ? '<td></td>' : `<th scope="col"${numeric}>${escape(column.label)}</th>`;
  });
  const rows = table.rows.map((row) => {
    const cells = row.map((cell, index) =>
      cellHtml(cell, table.columns[index], table.rowHeads && index === 0, language),
    );
    return `<tr>${cells.join('')}</tr>`;
  });
  const classes = [...(table.tall === true ? ['tall'] : []), ...(table.turned === true ? ['turned'] : [])];
  return [
    `<table${classes.length === 0 ? '' : ` class="${classes.join(' ')}"`}><caption>${escape(table.caption)}</caption>`,
    `<colgroup>${widths.join('')}</colgroup>`,
    `<thead><tr>${heads.join('')}</tr></thead>`,
    `<tbody>${rows.join('\n')}</tbody></table>`,
  ].join('\n');
}

const idOf = (anchor: string | undefined): string => (anchor === undefined ? '' : ` id="${attribute(anchor)}"`);

/** Each line a link, so that the place is in the PDF; its number is put in when the pages are known (pdf-anchors.ts). */
function contentsHtml({ heading, entries }: Of<'contents'>): string {
  const lines = entries.map(({ text, anchor }) => {
    const at = attribute(anchor);
    return `<li><a href="#${at}"><span>${escape(text)}</span><span class="page-of" data-of="${at}"></span></a></li>`;
  });
  return `<nav class="contents"><h2>${escape(heading)}</h2><ol>${lines.join('\n')}</ol></nav>`;
}

function photosHtml({ items }: Of<'photos'>): string {
  const photos = items.map(
    ({ address, code }) =>
      `<li><img src="${attribute(address)}" alt="${attribute(code)}"><bdi class="code" dir="ltr">${escape(code)}</bdi></li>`,
  );
  return `<ul class="photos">${photos.join('\n')}</ul>`;
}

/** Length tells the value and so does the number beside it: nothing hangs on a shade. */
function barsHtml({ label, items }: Of<'bars'>): string {
  const most = Math.max(1, ...items.map(({ value }) => value));
  const rows = items.map(({ label: of, value, told }) => {
    const width = String(Math.round((value / most) * 100));
    const bar = `<svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><path d="M0 0h${width}v6H0z"/></svg>`;
    return `<tr><th scope="row">${escape(of)}</th><td class="bar">${bar}</td><td class="number">${escape(told)}</td></tr>`;
  });
  return `<table class="bars"><caption>${escape(label)}</caption><tbody>${rows.join('\n')}</tbody></table>`;
}

function coverHtml(cover: Of<'cover'>, language: Language): string {
  const note = cover.riskNote === undefined ? '' : `<p class="risk-note">${escape(cover.riskNote)}</p>`;
  const risk = cover.risk === undefined ? '' : `<div class="cover-risk">${riskHtml(cover.risk)}${note}</div>`;
  const photo =
    cover.photo === undefined
      ? ''
      : `<img class="cover-photo" src="${attribute(cover.photo.address)}" alt="${attribute(cover.photo.shows)}">`;
  return [
    `<header class="cover"${idOf(cover.anchor)}><div><p class="kind">${escape(cover.report)}</p>`,
    `<h1>${runsHtml(cover.title, language)}</h1><p>${runsHtml(cover.line, language)}</p></div>${risk}${photo}</header>`,
  ].join('\n');
}

function signaturesHtml(block: Of<'signatures'>, language: Language): string {
  const known = (part: { readonly label: string; readonly value: Runs }): string => {
    const value = part.value.length === 0 ? writingLines(1) : runsHtml(part.value, language);
    return `<div class="s4"><dt>${escape(part.label)}</dt><dd>${value}</dd></div>`;
  };
  const people = block.people.map((person) => {
    const thumb = person.thumbprint ? `<span class="thumb">${escape(block.words.thumb)}</span>` : '';
    const sign = person.thumbprint ? block.words.signOrThumb : block.words.sign;
    const { drawn } = person;
    const line =
      drawn === undefined
        ? `<span class="sign"><span>${escape(sign)}</span><span>${escape(block.words.date)}</span></span>`
        : `<span class="sign signed"><span>${runsHtml(drawn.who, language)}</span><span>${runsHtml(drawn.day, language)}</span></span>`;
    return [
      `<li${person.thumbprint ? ' class="with-thumb"' : ''}><b>${escape(person.role)}</b>`,
      `<span class="statement">${runsHtml(person.statement, language)}</span>${thumb}`,
      `${drawn?.picture === undefined ? '' : inkHtml(drawn.picture)}${line}</li>`,
    ].join('');
  });
  return [
    `<section class="signatures"><h2>${escape(block.heading)}</h2>`,
    ...(block.explained === undefined
      ? []
      : [
          `<dl class="grid explained"><div class="s4 said"><dd>${escape(block.explained.words)}</dd></div>`,
          `${known(block.explained.in)}${known(block.explained.by)}</dl>`,
        ]),
    `<ul>${people.join('\n')}</ul></section>`,
  ].join('\n');
}

/** One path for all dark modules, with the four modules of quiet zone that readers need. */
function qrHtml({ label, matrix, large }: Of<'qr'>): string {
  const size = matrix.length + 8;
  const dark = matrix.flatMap((row, y) =>
    row.flatMap((on, x) => (on ? [`M${String(x + 4)} ${String(y + 4)}h1v1h-1z`] : [])),
  );
  const box = `0 0 ${String(size)} ${String(size)}`;
  return `<figure class="qr${large === true ? ' qr--large' : ''}"><svg viewBox="${box}" role="img" aria-label="${attribute(label)}" shape-rendering="crispEdges"><path d="${dark.join('')}"/></svg><figcaption>${escape(label)}</figcaption></figure>`;
}

/** One block as HTML. */
export function blockHtml(block: Block, language: Language): string {
  switch (block.kind) {
    case 'cover':
      return coverHtml(block, language);
    case 'heading': {
      const note = block.note === undefined ? '' : ` <small>${escape(block.note)}</small>`;
      const tag = `h${String(block.level)}`;
      return `<${tag}${idOf(block.anchor)}>${escape(block.text)}${note}</${tag}>`;
    }
    case 'paragraph': {
      if (block.long === true) {
        const { attributes, html } = longText(block.runs, language);
        return `<p${attributes}>${html}</p>`;
      }
      return `<p${block.small === true ? ' class="small"' : ''}>${runsHtml(block.runs, language)}</p>`;
    }
    case 'steps': {
      const items = block.items.map((item) => `<li><b>${escape(item.name)}</b> ${escape(item.state)}</li>`);
      return `<ol class="steps">${items.join('')}</ol>`;
    }
    case 'grid':
      return `<dl class="grid">${block.items.map((item) => itemHtml(item, language)).join('\n')}</dl>`;
    case 'table':
      return tableHtml(block, language);
    case 'signatures':
      return signaturesHtml(block, language);
    case 'notice': {
      const title = block.title === undefined ? '' : `<b>${escape(block.title)}</b> `;
      return `<p class="notice">${title}${runsHtml(block.runs, language)}</p>`;
    }
    case 'kit-words': {
      const items = block.words.map((word) => `<li><bdi dir="ltr">${escape(word)}</bdi></li>`);
      return `<ol class="kit-words" aria-label="${attribute(block.label)}">${items.join('')}</ol>`;
    }
    case 'qr':
      return qrHtml(block);
    case 'lines':
      return `<div class="lines">${writingLines(block.count)}</div>`;
    case 'contents':
      return contentsHtml(block);
    case 'photos':
      return photosHtml(block);
    case 'bars':
      return barsHtml(block);
    case 'page-break':
      return '<div class="page-break"></div>';
  }
}
