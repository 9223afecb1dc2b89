import { z } from 'zod';
import { BYTE_ORDER_MARK, csvLine } from '#core/export/csv.ts';
import { placeFile } from '../../crypto/sealed-file.ts';
import { audit } from '../audit.ts';
import { permit } from '../authorise-call.ts';
import { faultless } from '../export-cases.ts';
import type { OpenOffice } from '../open-office.ts';
import { todayIn } from '../today.ts';
import { runAt, verdictOf } from './import-runs.ts';

const order = z.strictObject({ run: z.string(), path: z.string().min(1) });
const COLUMNS = [
  'row',
  'verdict',
  'choice',
  'result',
  'problems',
  'left_out',
  'same_as',
  'possibly_same_as',
  'case',
] as const;
const EVERY = 1_000_000;

export const verdictsName = (open: OpenOffice): string =>
  `${open.self.code}-import-${todayIn(open.self.timeZone, open.clock.now())}.csv`;

/** What a column or question is called in the file: no words of a row. */
const problemText = (
  { column, field, key }: { column?: number; field: string; key: string },
  headers: readonly string[],
) => `${(column === undefined ? undefined : headers[column]) || field}: ${key.replace(/^checks\.|^rule:/u, '')}`;

const told = ({ code, row }: { code?: string; row?: number }): string => code ?? `row ${String(row ?? 0)}`;

/**
 * Writes the verdicts on the rows of an import as a table: numbers of rows, columns, kinds of problems and codes of cases,
 * and neither names nor answers. EXPORT_NOT_WHOLE, DISK_*.
 */
export async function saveVerdicts(open: OpenOffice, asked: unknown): Promise<Record<string, never>> {
  const { run: id, path } = order.parse(asked);
  permit(open, 'import.cases', 'imports.saveVerdicts');
  const run = runAt(open, id);
  const headers = JSON.parse(run.headers) as string[];
  const rows = open.repos.imports.rows(id, '', 0, EVERY).map((row) => verdictOf(open, row));
  audit(open, 'import.verdicts', id, 'done', `${String(rows.length)} rows`);
  const lines = rows.map(({ n, verdict, choice, done, problems, left, same, maybe, code }) =>
    csvLine([
      String(n),
      verdict,
      choice,
      done,
      problems.map((one) => problemText(one, headers)).join('; '),
      left.map((one) => problemText(one, headers)).join('; '),
      same.map(told).join('; '),
      maybe.map(told).join('; '),
      code ?? '',
    ]),
  );
  async function* content(): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(Buffer.from(BYTE_ORDER_MARK + csvLine(COLUMNS) + lines.join(''), 'utf8'));
  }
  await faultless(placeFile(path, content()));
  return {};
}
