import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { ChosenFile, ReadAs } from '#core/contracts/imports.contract.ts';
import type { TableKind } from '#core/import/table-format.ts';
import { Refusal } from '#core/result.ts';
import { fileFault } from '../../crypto/file-fault.ts';
import { sha256 } from '../../crypto/hashing.ts';
import { valueOf } from '../office-files.ts';
import type { OpenOffice } from '../open-office.ts';
import { TABLE_LIMITS } from '../tables/table-limits.ts';
import type { TableReading } from './table-reading.ts';
import type { DryRun } from './dry-run.ts';

/** A file that a person chose: it is held in memory and nowhere else, until the office is locked or another is chosen. */
export interface ImportFile {
  readonly token: string;
  readonly name: string;
  readonly kind: TableKind;
  readonly bytes: Uint8Array;
  /** SHA-256, hexadecimal. */
  readonly hash: string;
  /** The file as somebody last wanted it read. */
  reading?: { readonly as: ReadAs; readonly table: TableReading };
  dryRun?: DryRun;
}

const chosen = new WeakMap<OpenOffice, ImportFile>();

const ZIP = [0x50, 0x4b];

/** What kind of list the file is: by its bytes where they tell, otherwise by its name. IMPORT_KIND. */
function kindOf(name: string, bytes: Uint8Array): TableKind {
  if (ZIP.every((byte, i) => bytes[i] === byte)) return 'xlsx';
  const ending = /\.([a-z0-9]+)$/iu.exec(name)?.[1]?.toLowerCase() ?? '';
  if (ending === 'json') return 'json';
  if (['csv', 'tsv', 'txt'].includes(ending)) return 'csv';
  throw new Refusal('IMPORT_KIND');
}

function readWhole(path: string): Buffer {
  try {
    const handle = openSync(path, 'r');
    try {
      const stat = fstatSync(handle);
      if (!stat.isFile()) throw new Refusal('IMPORT_KIND');
      if (stat.size > TABLE_LIMITS.fileBytes)
        throw new Refusal('IMPORT_TOO_LARGE', { what: 'file', most: TABLE_LIMITS.fileBytes });
      return readFileSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    return valueOf(fileFault(error));
  }
}

/** Takes in the file that a person chose in the dialog. IMPORT_KIND, IMPORT_TOO_LARGE, IMPORT_EMPTY, DISK_*. */
export function takeImportFile(open: OpenOffice, path: string): ChosenFile {
  const bytes = readWhole(path);
  if (bytes.length === 0) throw new Refusal('IMPORT_EMPTY');
  const name = basename(path).slice(0, 200);
  const token = randomBytes(16).toString('base64url');
  const file: ImportFile = { token, name, kind: kindOf(name, bytes), bytes, hash: sha256(bytes).toString('hex') };
  chosen.set(open, file);
  return viewOfFile(file);
}

const viewOfFile = ({ token, name, bytes, hash }: ImportFile): ChosenFile => ({
  place: token,
  name,
  bytes: bytes.length,
  hash,
});

/** The file that is held; undefined when none was chosen since the office was opened. */
export function heldFile(open: OpenOffice): ChosenFile | undefined {
  const file = chosen.get(open);
  return file && viewOfFile(file);
}

/** IMPORT_GONE when another file was chosen since, or the office was locked. */
export function importFile(open: OpenOffice, place: string): ImportFile {
  const file = chosen.get(open);
  if (file?.token !== place) throw new Refusal('IMPORT_GONE');
  return file;
}
