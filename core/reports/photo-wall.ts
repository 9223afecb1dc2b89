import type { CaseDocument, Configuration } from '#core/forms/types.ts';
import { keptNotice } from './case-list.ts';
import { frameOf } from './context.ts';
import type { PrintContext } from './context.ts';
import { words } from './document.ts';
import type { Block, PrintDocument } from './document.ts';

export interface PhotoWall {
  readonly print: PrintContext;
  readonly configuration: Configuration;
  readonly photos: readonly { readonly address: string; readonly code: string }[];
  /** Cases that have no place here because this person may not print them. */
  readonly kept: number;
  /** Cases that were looked at; the others have no photo, or no consent to make it public. */
  readonly of: number;
}

/**
 * Whether the child's photo may hang where everybody sees it: consent to the photo and to publishing, neither taken
 * back (reference.md §6.2, DQ35), and the child's place is no secret.
 */
export const mayBePublished = ({ values }: CaseDocument): boolean =>
  values['consent_photo'] === 'yes' &&
  values['consent_publish'] === 'yes' &&
  values['location_confidential'] !== 'yes' &&
  values['consent_withdrawn'] !== 'yes' &&
  values['withdrawal_date'] === undefined;

/** Photos with codes and nothing else, for family tracing (reference.md §6.2, photo wall). */
export function photoWall({ print, configuration, photos, kept, of }: PhotoWall): PrintDocument {
  const { t } = print;
  const shown: Block =
    photos.length === 0
      ? { kind: 'paragraph', runs: [words(t('print.no_photos'))] }
      : { kind: 'photos', items: photos };
  return {
    ...frameOf(print, {
      report: 'photo-wall',
      name: t('print.report_photo_wall'),
      formVersion: t('print.configuration_version', { version: String(configuration.version) }),
    }),
    blocks: [
      {
        kind: 'cover',
        report: print.office,
        title: [words(t('print.report_photo_wall'))],
        line: [words(t('print.photos_of', { count: photos.length, of }))],
      },
      ...keptNotice(print, kept),
      shown,
    ],
  };
}
