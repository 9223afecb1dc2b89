import { readFileSync } from 'node:fs';
import { Decrypter } from 'age-encryption';
import type { Exported, ExportOrder, FileTerms } from '#core/contracts/exports.contract.ts';
import type { CaseId } from '#core/ids.ts';
import type { Office, OfficeReply } from '../../main/office/office.ts';

/** Terms of every test unless it says otherwise: a readable file. */
export const termsOf = (more: Partial<FileTerms> = {}): FileTerms => ({
  purpose: 'monthly figures',
  recipient: 'the head of office',
  keepUntil: '2027-01-31',
  sealed: false,
  readableWhy: 'stays on this computer',
  ...more,
});

/** An order of every test unless it says otherwise. */
export const orderOf = (cases: readonly CaseId[], more: Partial<ExportOrder> = {}): ExportOrder => ({
  format: 'csv',
  csv: { separator: 'comma', mark: true },
  cases: [...cases],
  columns: ['sex'],
  lines: 'cases',
  answers: 'codes',
  language: 'en',
  names: false,
  outside: false,
  terms: termsOf(),
  ...more,
});

/** What the shell does after its dialog: begins the file, lets it grow, has it put at `path`. */
export async function exportTo(office: Office, path: string, order: ExportOrder): Promise<OfficeReply> {
  const begun = await office.shell('beginExport', order);
  if (!begun.ok) return begun;
  const { token } = begun.value as { token: string };
  for (;;) {
    const grown = await office.shell('growExport', { token });
    if (!grown.ok) return grown;
    if (!(grown.value as { more: boolean }).more) break;
  }
  return office.shell('placeExport', { token, path });
}
export async function exported(office: Office, path: string, order: ExportOrder): Promise<Exported> {
  const reply = await exportTo(office, path, order);
  if (!reply.ok) throw new Error(reply.error.code);
  return reply.value as Exported;
}

/** A sealed file for somebody who has its passphrase and any program that reads age. */
export async function unlocked(path: string, passphrase: readonly string[]): Promise<Buffer> {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase.join('-'));
  return Buffer.from(await decrypter.decrypt(new Uint8Array(readFileSync(path))));
}
export const opened = async (path: string, passphrase: readonly string[]): Promise<string> =>
  (await unlocked(path, passphrase)).toString('utf8');

/** A CSV file as another program reads it (RFC 4180), without its byte order mark. */
export function csvRows(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  const body = text.replace(/^\u{FEFF}/u, '');
  for (let at = 0; at < body.length; at += 1) {
    const letter = body[at] ?? '';
    if (quoted && letter === '"' && body[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (letter === '"') quoted = !quoted;
    else if (!quoted && (letter === ',' || letter === '\r')) {
      rows.at(-1)?.push(cell);
      cell = '';
      if (letter === '\r') {
        at += 1;
        rows.push([]);
      }
    } else cell += letter;
  }
  rows.pop();
  return rows;
}
