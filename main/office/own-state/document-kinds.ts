import { z } from 'zod';
import { pictureOf } from '#core/attachments/pictures.ts';
import { MOST_LOGO_BYTES } from '#core/contracts/paper.contract.ts';
import { unreadableAnswers } from '#core/forms/unreadable-answers.ts';
import { sha256 } from '../../crypto/hashing.ts';
import { AreaRepo } from '../../storage/area.repo.ts';
import { ConfigurationRepo } from '../../storage/configuration.repo.ts';
import { NamedTexts, putText } from '../../storage/meta.repo.ts';
import { PIECE_KIND } from '../../storage/office-item.repo.ts';
import { audit } from '../audit.ts';
import { checkPackage } from '../configuration-package.ts';
import { AREAS_MARK, keptPackages, officeConfiguration } from '../office-configuration.ts';
import type { OpenOffice } from '../open-office.ts';
import { contentMark, contentOf, hasPieces, markOfContent, piecesOf } from './pieces.ts';
import { IN_FORCE, LOGO, LOGO_ITEM, PLACES } from './thing-names.ts';
import type { StateKind } from './state-kind.ts';

const setting = (open: OpenOffice, key: string): string | undefined => new NamedTexts(open.db, 'setting').get(key);

/** What was noted or told of a thing, if it is of this shape. */
function notedAs<T>(open: OpenOffice, shape: z.ZodType<T>, kind: string, id: string): T | undefined {
  return shape.safeParse(JSON.parse(open.repos.items.get(kind, id)?.body ?? 'null')).data;
}

/** The configuration that the office works with, by the hash of its package, and at which computer it was put in force. */
const inForceBody = z.object({ hash: z.string(), device: z.string() });
const packageBody = contentMark.extend({ device: z.string() });
const placesBody = contentMark.extend({ mark: z.string().min(1).max(64), device: z.string() });
/** The hash is that of the picture; empty where the office took its logo away. */
const logoBody = z.object({ logo: z.string(), device: z.string(), content: contentMark.nullable() });

/** The package that another computer told of, whatever this program can make of it; undefined while pieces are missing. */
export function toldPackage(open: OpenOffice, hash: string): string | undefined {
  const body = notedAs(open, packageBody, 'package', hash);
  return body && contentOf(open, body)?.toString('utf8');
}

/**
 * The packages that the computers of the office work and worked with. One that came is kept as one that was in force before,
 * so that what the other computer asks can be read here: it is put in force by a person, who sees first what it changes.
 */
export const packages: StateKind = {
  kind: 'package',
  ends: false,
  here: (open) => {
    const kept = new ConfigurationRepo(open.db);
    return new Map(
      kept.all().map(({ hash }) => {
        const noted = open.repos.items.get('package', hash)?.body;
        if (typeof noted === 'string') return [hash, noted];
        const body: z.infer<typeof packageBody> = {
          ...markOfContent(Buffer.from(kept.body(hash) ?? '')),
          device: open.self.deviceId,
        };
        return [hash, JSON.stringify(body)];
      }),
    );
  },
  apply: (open, hash) => {
    const kept = new ConfigurationRepo(open.db);
    if (kept.body(hash) !== undefined) return true;
    const body = toldPackage(open, hash);
    if (body === undefined) return false;
    const made = checkPackage(JSON.parse(body), open.resourcesDir);
    if (!made.ok || made.value.hash !== hash) return false;
    const { configuration } = made.value;
    const [now, ...earlier] = keptPackages(open.db);
    if (now === undefined || unreadableAnswers(now, [...earlier, configuration]).length > 0) return false;
    const { profile, version } = configuration;
    kept.keepEarlier({ hash, profile, version, body }, open.clock.now());
    // Refused, and with it undone, where the office could not work with all of them together.
    officeConfiguration(open.db, open.resourcesDir, open.clock.now());
    return true;
  },
};

/** Which package is in force. Another computer's counts here once somebody puts it in force here. */
export const inForce: StateKind = {
  kind: IN_FORCE.kind,
  ends: false,
  here: (open) => {
    const hash = new ConfigurationRepo(open.db).all()[0]?.hash;
    if (hash === undefined) return new Map();
    const noted = open.repos.items.get(IN_FORCE.kind, IN_FORCE.id)?.body;
    const same = notedAs(open, inForceBody, IN_FORCE.kind, IN_FORCE.id)?.hash === hash;
    const own: z.infer<typeof inForceBody> = { hash, device: open.self.deviceId };
    return new Map([[IN_FORCE.id, same && typeof noted === 'string' ? noted : JSON.stringify(own)]]);
  },
  apply: (open, _id, text) =>
    inForceBody.parse(JSON.parse(text ?? 'null')).hash === new ConfigurationRepo(open.db).all()[0]?.hash,
  heard: (open, text) => {
    const { hash, device } = inForceBody.parse(JSON.parse(text));
    audit(open, 'office.configuration', device, 'done', `told ${hash.slice(0, 16)}`);
  },
};

/** What another computer of the office works with, while this one works with something else. */
export function toldInForce(
  open: OpenOffice,
): { readonly hash: string; readonly device: string; readonly at: number } | undefined {
  const item = open.repos.items.get(IN_FORCE.kind, IN_FORCE.id);
  const body = notedAs(open, inForceBody, IN_FORCE.kind, IN_FORCE.id);
  if (item?.applied !== false || body === undefined) return undefined;
  return body.hash === new ConfigurationRepo(open.db).all()[0]?.hash ? undefined : { ...body, at: item.at };
}

const area = z.strictObject({
  code: z.string().min(1).max(64),
  parent: z.string().min(1).max(64).exactOptional(),
  label: z.strictObject({ en: z.string(), fr: z.string(), ar: z.string() }),
  active: z.boolean(),
  mergedInto: z.string().min(1).max(64).exactOptional(),
});
const tree = z.array(area).max(400_000);
const contentOfTree = (open: OpenOffice): Buffer => Buffer.from(JSON.stringify(new AreaRepo(open.db).all()));

/** The office's own tree of places. Codes that only this computer ever had keep their names. */
export const places: StateKind = {
  kind: PLACES.kind,
  ends: false,
  here: (open) => {
    const mark = setting(open, AREAS_MARK);
    if (mark === undefined || mark === '') return new Map();
    const noted = open.repos.items.get(PLACES.kind, PLACES.id)?.body;
    if (typeof noted === 'string' && notedAs(open, placesBody, PLACES.kind, PLACES.id)?.mark === mark)
      return new Map([[PLACES.id, noted]]);
    const body: z.infer<typeof placesBody> = {
      ...markOfContent(contentOfTree(open)),
      mark,
      device: open.self.deviceId,
    };
    return new Map([[PLACES.id, JSON.stringify(body)]]);
  },
  apply: (open, _id, text) => {
    const body = placesBody.parse(JSON.parse(text ?? 'null'));
    if (setting(open, AREAS_MARK) === body.mark) return true;
    const content = contentOf(open, body);
    if (content === undefined) return false;
    const told = tree.parse(JSON.parse(content.toString('utf8')));
    new AreaRepo(open.db).take(told);
    putText(open.db, 'setting', AREAS_MARK, body.mark);
    audit(open, 'office.areas', body.device, 'done', `told areas ${String(told.length)} ${body.mark.slice(0, 16)}`);
    return true;
  },
};

const pictureHash = (text: string): string => (text === '' ? '' : sha256(Buffer.from(text)).toString('base64url'));

/** The logo on the office's papers. */
export const logo: StateKind = {
  kind: LOGO_ITEM.kind,
  ends: false,
  here: (open) => {
    const text = setting(open, LOGO);
    if (text === undefined) return new Map();
    const noted = open.repos.items.get(LOGO_ITEM.kind, LOGO_ITEM.id)?.body;
    const hash = pictureHash(text);
    if (typeof noted === 'string' && notedAs(open, logoBody, LOGO_ITEM.kind, LOGO_ITEM.id)?.logo === hash)
      return new Map([[LOGO_ITEM.id, noted]]);
    const content = text === '' ? null : markOfContent(Buffer.from(text, 'base64'));
    const body: z.infer<typeof logoBody> = { logo: hash, device: open.self.deviceId, content };
    return new Map([[LOGO_ITEM.id, JSON.stringify(body)]]);
  },
  apply: (open, _id, text) => {
    const { logo: hash, content: mark, device } = logoBody.parse(JSON.parse(text ?? 'null'));
    if (pictureHash(setting(open, LOGO) ?? '') === hash) return true;
    const bytes = mark === null ? Buffer.alloc(0) : contentOf(open, mark);
    if (bytes === undefined) return false;
    // As one that is chosen here: nothing but the picture is in it.
    if (mark !== null && (bytes.length > MOST_LOGO_BYTES || pictureOf(bytes)?.clean !== true)) return false;
    const kept = bytes.toString('base64');
    if (pictureHash(kept) !== hash) return false;
    putText(open.db, 'setting', LOGO, kept);
    audit(open, 'office.paper', device, 'done', mark === null ? 'told logo removed' : 'told logo');
    return true;
  },
};

/**
 * The pieces of what was noted here and is told in pieces. They go once to each computer that does not have the same, and
 * are never taken away.
 */
export const pieces: StateKind = {
  kind: PIECE_KIND,
  ends: false,
  here: (open) => {
    const kept = new ConfigurationRepo(open.db);
    const treeNow = notedAs(open, placesBody, PLACES.kind, PLACES.id);
    const logoNow = notedAs(open, logoBody, LOGO_ITEM.kind, LOGO_ITEM.id);
    const picture = setting(open, LOGO) ?? '';
    const sources = [
      ...kept.all().map(({ hash }) => ({
        mark: notedAs(open, packageBody, 'package', hash),
        content: () => Buffer.from(kept.body(hash) ?? ''),
      })),
      { mark: treeNow?.mark === setting(open, AREAS_MARK) ? treeNow : undefined, content: () => contentOfTree(open) },
      ...(logoNow?.content && logoNow.logo === pictureHash(picture)
        ? [{ mark: { ...logoNow.content, device: logoNow.device }, content: () => Buffer.from(picture, 'base64') }]
        : []),
    ];
    return new Map(
      sources.flatMap(({ mark, content }) =>
        mark === undefined || mark.device !== open.self.deviceId || hasPieces(open, mark)
          ? []
          : piecesOf(content(), mark),
      ),
    );
  },
  apply: () => true,
};
