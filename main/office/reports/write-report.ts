import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { NumbersOrder, SavedNumbers } from '#core/contracts/reports.contract.ts';
import { Refusal } from '#core/result.ts';
import { placeFile, sealed } from '../../crypto/sealed-file.ts';
import { audit } from '../audit.ts';
import { permit } from '../authorise-call.ts';
import { faultless } from '../export-cases.ts';
import { newSeal } from '../file-seal.ts';
import type { OpenOffice } from '../open-office.ts';
import { todayIn } from '../today.ts';
import { isForOutside, numberFile } from './number-file.ts';

const ENDINGS: Readonly<Record<NumbersOrder['format'], string>> = { csv: 'csv', xlsx: 'xlsx', hxl: 'hxl.csv' };
const kindOf = ({ of }: NumbersOrder): string => ('statistics' in of ? 'statistics' : 'report');

/** Office, day, kind: never what was counted. */
export function reportFileName(open: OpenOffice, order: NumbersOrder): string {
  const day = todayIn(open.self.timeZone, open.clock.now());
  const name = `${open.self.code}-${kindOf(order)}-${day}.${ENDINGS[order.format]}`;
  return order.terms.sealed ? `${name}.age` : name;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

/**
 * Writes the table to a file that a person chose: whole, and read back. Small numbers leave readable only with the right
 * to it. SYNC_STICK_REMOVED when the folder is gone, EXPORT_NOT_WHOLE when what is there afterwards is something else,
 * DISK_*.
 */
export async function writeReport(open: OpenOffice, order: NumbersOrder, path: string): Promise<SavedNumbers> {
  const { format, terms } = order;
  const outside = isForOutside(order);
  permit(open, 'reports.view', 'reports.write');
  if (!terms.sealed && !outside) permit(open, 'export.readable', 'reports.write');
  const content = numberFile(open, order);
  if (!existsSync(dirname(path))) throw new Refusal('SYNC_STICK_REMOVED');
  const detail = [
    outside ? `${format} outside` : format,
    terms.sealed ? 'encrypted' : `readable: ${terms.readableWhy ?? ''}`,
    `for: ${terms.purpose}`,
    `to: ${terms.recipient}`,
    `until: ${terms.keepUntil}`,
  ].join(' · ');
  audit(open, 'report.saved', kindOf(order), 'done', detail);
  const { seal, words } = await newSeal(terms.sealed);
  const { bytes } = await faultless(placeFile(path, terms.sealed ? await sealed(once(content), seal) : once(content)));
  return { fileName: basename(path), bytes, ...(words.length === 0 ? {} : { passphrase: [...words] }) };
}
