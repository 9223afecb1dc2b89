import { unzipSync, strFromU8 } from 'fflate';

/** A cell as another program finds it: days and moments as ISO text behind `day:`, ticks as booleans. */
export type ReadCell = string | number | boolean;
export interface ReadSheet {
  readonly name: string;
  readonly rows: readonly (readonly ReadCell[])[];
  /** Rows and columns that stay in sight. */
  readonly frozen: readonly [number, number];
  readonly rightToLeft: boolean;
}
export interface ReadWorkbook {
  readonly paths: readonly string[];
  readonly sheets: readonly ReadSheet[];
  /** Cells that are formulas. */
  readonly formulas: number;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const plain = (xml: string): string =>
  xml
    .replace(/&(\w+);/g, (_all, name: string) => ENTITIES[name] ?? '?')
    .replace(/_x([0-9A-Fa-f]{4})_/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)));
const attribute = (tag: string, name: string): string => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '';

function columnOf(at: string): number {
  return [...at.replace(/\d+$/, '')].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}
const dayOf = (serial: number): string =>
  new Date(Date.UTC(1899, 11, 30) + serial * 86_400_000).toISOString().slice(0, 10);

/** Reads a workbook from the specification alone, with nothing of what wrote it. */
export function readWorkbook(bytes: Uint8Array): ReadWorkbook {
  const files = unzipSync(bytes);
  const text = (path: string): string => strFromU8(files[path] ?? new Uint8Array());
  const styles = text('xl/styles.xml');
  const formats = [...(/<cellXfs.*<\/cellXfs>/s.exec(styles)?.[0] ?? '').matchAll(/<xf\b[^>]*>/g)].map(([xf]) =>
    Number(attribute(xf, 'numFmtId')),
  );
  const targets = new Map(
    [...text('xl/_rels/workbook.xml.rels').matchAll(/<Relationship [^>]*>/g)].map(([tag]) => [
      attribute(tag, 'Id'),
      `xl/${attribute(tag, 'Target')}`,
    ]),
  );
  let formulas = 0;
  const sheets = [...text('xl/workbook.xml').matchAll(/<sheet [^>]*>/g)].map(([tag]): ReadSheet => {
    const xml = text(targets.get(attribute(tag, 'r:id')) ?? '');
    formulas += [...xml.matchAll(/<f[ >]/g)].length;
    const rows = [...xml.matchAll(/<row [^>]*?(?:\/>|>(.*?)<\/row>)/gs)].map(([, inner = '']) => {
      const cells: ReadCell[] = [];
      for (const [, head = '', body = ''] of inner.matchAll(/<c ([^>]*)>(.*?)<\/c>/gs)) {
        const value = /<v>(.*?)<\/v>/.exec(body)?.[1] ?? '';
        const kind = attribute(head, 't');
        const format = formats[Number(attribute(head, 's') || '0')] ?? 0;
        const read =
          kind === 'inlineStr'
            ? plain([...body.matchAll(/<t[^>]*>(.*?)<\/t>/gs)].map(([, part]) => part).join(''))
            : kind === 'b'
              ? value === '1'
              : format >= 164
                ? `day:${dayOf(Number(value))}`
                : Number(value);
        const column = columnOf(attribute(head, 'r'));
        while (cells.length < column) cells.push('');
        cells.push(read);
      }
      return cells;
    });
    const pane = /<pane [^>]*state="frozen"[^>]*>/.exec(xml)?.[0] ?? '';
    return {
      name: plain(attribute(tag, 'name')),
      rows,
      frozen: [Number(attribute(pane, 'ySplit')), Number(attribute(pane, 'xSplit'))],
      rightToLeft: xml.includes('rightToLeft="1"'),
    };
  });
  return { paths: Object.keys(files), sheets, formulas };
}
