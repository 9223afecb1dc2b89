import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Input } from '#core/contracts/index.ts';
import { BYTE_ORDER_MARK, csvLine } from '#core/export/csv.ts';
import type { SaidSection } from '#core/privacy/said.ts';
import type { Translate } from '#core/reports/context.ts';
import { saidText } from '#core/reports/said-text.ts';
import type { Language } from '#core/forms/types.ts';
import { Refusal } from '#core/result.ts';
import { placeFile } from '../../crypto/sealed-file.ts';
import { audit } from '../audit.ts';
import { permit } from '../authorise-call.ts';
import { faultless } from '../export-cases.ts';
import type { OpenOffice } from '../open-office.ts';
import { todayIn } from '../today.ts';
import { keptRegister, registerNow } from './processing-register.ts';
import { messagesOf } from './print-papers.ts';

export const registerFileName = (open: OpenOffice): string =>
  `${open.self.code}-processing-${todayIn(open.self.timeZone, open.clock.now())}.csv`;

/** One line for each cell, so that registers of several offices can be put under each other. */
export function registerTable(sections: readonly SaidSection[], language: Language, say: Translate): string {
  const text = (said: SaidSection['lines'][number]['cells'][number]): string =>
    saidText(said, language, say).join(say('processing.comma'));
  const heads = ['section', 'line', 'what', 'said'].map((one) => say(`processing.column_${one}`));
  const lines = sections.flatMap(({ id, columns, lines: all }) =>
    all.flatMap(({ cells: [name = [], ...rest] }) =>
      rest.map((cell, i) => [
        say(`processing.section_${id}`),
        text(name),
        say(`processing.column_${columns[i + 1] ?? 'said'}`),
        text(cell),
      ]),
    ),
  );
  return `${BYTE_ORDER_MARK}${[heads, ...lines].map((line) => csvLine(line)).join('')}`;
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from(text));
}

/**
 * Writes the register, or a version of it, to a file that a person chose. SYNC_STICK_REMOVED when the folder is gone,
 * FORM_STALE, EXPORT_NOT_WHOLE, DISK_*.
 */
export async function writeRegister(
  open: OpenOffice,
  { language, number }: Input<'processing.write'>,
  path: string,
): Promise<{ readonly fileName: string }> {
  permit(open, 'privacy.processing', 'processing.write');
  const sections = number === undefined ? registerNow(open) : keptRegister(open, number).sections;
  if (!existsSync(dirname(path))) throw new Refusal('SYNC_STICK_REMOVED');
  audit(open, 'report.saved', 'processing', 'done', number === undefined ? 'now' : `version ${String(number)}`);
  const say = messagesOf(open, language, ['processing', 'roles']);
  await faultless(placeFile(path, once(registerTable(sections, language, say))));
  return { fileName: basename(path) };
}
