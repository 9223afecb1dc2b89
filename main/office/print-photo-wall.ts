import { randomBytes } from 'node:crypto';
import type { PrintOrder } from '#core/contracts/print.contract.ts';
import { ENDINGS } from '#core/attachments/kinds.ts';
import { pictureOf } from '#core/attachments/pictures.ts';
import { printedPhoto } from '#core/reports/child-photo.ts';
import type { CaseId } from '#core/ids.ts';
import type { PrintContext } from '#core/reports/context.ts';
import { MOST_PHOTOS } from '#core/reports/document.ts';
import { mayBePublished, type PhotoWall } from '#core/reports/photo-wall.ts';
import { findAttachment } from './attachment-access.ts';
import { mayPrintLine } from './authorise-print.ts';
import { loadCase } from './case-document.ts';
import { filledCase } from './filled-case.ts';
import type { OpenOffice } from './open-office.ts';
import { rowsForPrint } from './print-case-list.ts';
import type { PrintPicture } from './print-photo.ts';

/** What goes to the wall, and where its pictures and the cases it shows are put. */
interface Hanging {
  readonly open: OpenOffice;
  readonly print: PrintContext;
  readonly pictures: PrintPicture[];
  readonly told: Set<CaseId>;
}

type WallReport = Extract<PrintOrder['report'], { kind: 'photo-wall' }>;

/**
 * The small pictures of children whose photo may be made public, of the cases that the list shows or that were selected.
 * A case that this person may not print has no place on the wall.
 */
export function photoWallFor({ open, print, pictures, told }: Hanging, report: WallReport): PhotoWall {
  const { configuration } = open.configuration;
  const { rows: listed } = rowsForPrint(open, report, MOST_PHOTOS);
  const rows = listed.filter((row) => mayPrintLine(open, row));
  const photos = rows.flatMap(({ caseId }) => {
    const stored = loadCase(open, caseId);
    const { document, code } = filledCase(open, stored);
    const wanted = mayBePublished(document) ? printedPhoto(configuration.forms, document, 'full') : undefined;
    const found = wanted && findAttachment(open, stored.row.n, wanted.id);
    const bytes = found && open.repos.attachments.thumbnail(found.caseN, found.id);
    const mime = bytes && pictureOf(bytes)?.mime;
    if (bytes === undefined || mime === undefined) return [];
    const address = `/document/${randomBytes(16).toString('base64url')}.${ENDINGS[mime]}`;
    pictures.push({ address, mime, bytes: new Uint8Array(bytes) });
    told.add(caseId);
    return [{ address, code }];
  });
  return { print, configuration, photos, kept: listed.length - rows.length, of: listed.length };
}
