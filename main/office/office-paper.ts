import { randomBytes } from 'node:crypto';
import { pictureOf } from '#core/attachments/pictures.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import { officePaper } from '#core/contracts/paper.contract.ts';
import { Refusal } from '#core/result.ts';
import { NamedTexts, putText } from '../storage/meta.repo.ts';
import { audit } from './audit.ts';
import type { OpenOffice } from './open-office.ts';
import { fromElsewhere } from './own-state/from-elsewhere.ts';
import { LOGO, LOGO_ITEM } from './own-state/thing-names.ts';
import type { PrintPicture } from './print-photo.ts';

const PAPER = 'paper';

/** What the office changed of its papers; what a program that knows more has stored is as if nothing had been. */
export function officePaperOf(open: OpenOffice): Output<'paper.get'>['office'] {
  const json = new NamedTexts(open.db, 'setting').get(PAPER);
  const parsed = json === undefined ? undefined : officePaper.safeParse(JSON.parse(json));
  return parsed?.success === true ? parsed.data : {};
}

function logoOf(open: OpenOffice): Buffer | undefined {
  const text = new NamedTexts(open.db, 'setting').get(LOGO) ?? '';
  return text === '' ? undefined : Buffer.from(text, 'base64');
}

export function getPaper(open: OpenOffice): Output<'paper.get'> {
  const logoFrom = fromElsewhere(open, LOGO_ITEM);
  return {
    office: officePaperOf(open),
    logo: logoOf(open) !== undefined,
    ...(logoFrom === undefined ? {} : { logoFrom }),
  };
}

/** FORM_INVALID { field } for a report that the configuration does not know. */
export function setPaper(open: OpenOffice, paper: Input<'paper.set'>): Record<string, never> {
  const known = new Set((open.configuration.configuration.layouts?.reports ?? []).map(({ id }) => id));
  // What was said of a report of an earlier configuration is kept: it may come back.
  const before = officePaperOf(open).reports ?? {};
  const stray = Object.keys(paper.reports ?? {}).find((id) => !known.has(id) && !Object.hasOwn(before, id));
  if (stray !== undefined) throw new Refusal('FORM_INVALID', { field: stray });
  open.db.transaction(() => {
    putText(open.db, 'setting', PAPER, JSON.stringify(paper));
    audit(open, 'office.paper', open.self.code, 'done', Object.keys(paper).sort().join(' '));
  });
  return {};
}

export function getLogo(open: OpenOffice): Output<'paper.logo'> {
  const bytes = logoOf(open);
  return { bytes: bytes === undefined ? null : new Uint8Array(bytes) };
}

/**
 * The page makes the picture anew from its pixels; here its build is judged and nothing is decoded (decision 0016).
 * FILE_NOT_CLEAN when anything but the picture is in it.
 */
export function setLogo(open: OpenOffice, { bytes }: Input<'paper.setLogo'>): Record<string, never> {
  if (bytes !== null && pictureOf(bytes)?.clean !== true) throw new Refusal('FILE_NOT_CLEAN');
  open.db.transaction(() => {
    putText(open.db, 'setting', LOGO, bytes === null ? '' : Buffer.from(bytes).toString('base64'));
    // One that another computer told of, and of which pieces are missing, is decided against.
    open.repos.items.setApplied(LOGO_ITEM.kind, LOGO_ITEM.id);
    audit(open, 'office.paper', open.self.code, 'done', bytes === null ? 'logo removed' : 'logo');
  });
  return {};
}

/** The logo as the shell offers it beside a page. */
export function logoPicture(open: OpenOffice): PrintPicture | undefined {
  const bytes = logoOf(open);
  const mime = bytes && pictureOf(bytes)?.mime;
  if (bytes === undefined || mime === undefined) return undefined;
  const ending = mime === 'image/jpeg' ? 'jpg' : 'png';
  return {
    address: `/document/${randomBytes(16).toString('base64url')}.${ending}`,
    mime,
    bytes: new Uint8Array(bytes),
  };
}
