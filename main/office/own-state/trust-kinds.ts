import { z } from 'zod';
import { asideCode, asideReason, isForPeople } from '#core/exchange/aside-reasons.ts';
import { officeBody, toldMoment } from '#core/exchange/office-state.ts';
import type { CommitId, DeviceId, OfficeId, StreamId, UserId } from '#core/ids.ts';
import { toBytes } from '../../crypto/cbor.ts';
import { deviceIdOf } from '../../crypto/office-card.ts';
import { readSibling } from '../../crypto/sibling.ts';
import { readSuccession } from '../../crypto/succession.ts';
import { caseOf } from '../aside/list-aside.ts';
import { audit } from '../audit.ts';
import { renewStandings } from '../keep-trust.ts';
import type { OpenOffice } from '../open-office.ts';
import type { StateKind } from './state-kind.ts';

/** As this version says it: an older one says of no computer whether somebody has looked at it, and forgets what it heard of that. */
function withSight(open: OpenOffice, text: string): string {
  const body = officeBody.parse(JSON.parse(text));
  const devices = body.devices.map((one) => {
    const here = one.sight ?? open.repos.offices.deviceById(one.id as DeviceId)?.sight;
    return here === undefined || here === 'new' ? one : { ...one, sight: here };
  });
  return JSON.stringify({ ...body, devices } satisfies z.infer<typeof officeBody>);
}

/**
 * Whom this office trusts. Its own computers never come by this, since nobody signs it: each has to show how it came to be
 * (exchange.md R4). What the programme's list says travels with the list.
 */
export const offices: StateKind = {
  kind: 'office',
  ends: false,
  here: (open) => {
    const lines = open.repos.successions.all();
    return new Map(
      open.repos.offices.offices().map((one) => {
        const devices = one.isSelf ? [] : open.repos.offices.devicesOf(one.n);
        const known = new Set(devices.map(({ deviceId }) => deviceId));
        const body: z.infer<typeof officeBody> = {
          code: one.code,
          name: one.name,
          card: one.isSelf ? null : (one.card?.toString('base64url') ?? null),
          confirmedAt: one.isSelf ? null : one.confirmedAt,
          devices: devices
            .map(({ deviceId, signingKey, recipient, sight }) => ({
              id: deviceId,
              key: signingKey.toString('base64url'),
              recipient,
              ...(sight === 'new' ? {} : { sight }),
            }))
            .sort((x, y) => (x.id < y.id ? -1 : 1)),
          successions: lines
            .filter(({ device }) => known.has(device))
            .map((line) => line.body.toString('base64url'))
            .sort(),
        };
        return [one.officeId, JSON.stringify(body)];
      }),
    );
  },
  told: withSight,
  apply: (open, id, text) => {
    const { code, name, card, confirmedAt, devices, successions } = officeBody.parse(JSON.parse(text ?? 'null'));
    const repo = open.repos.offices;
    const known = repo.officeById(id as OfficeId);
    const bytes = (value: string): Buffer => Buffer.from(value, 'base64url');
    if (known?.isSelf === true) return true;
    const n = repo.putOffice({
      officeId: id as OfficeId,
      code,
      name,
      isSelf: false,
      card: card === null ? (known?.card ?? null) : bytes(card),
      confirmedAt: known?.confirmedAt ?? confirmedAt,
    });
    const now = open.clock.now();
    for (const one of devices) {
      const deviceId = deviceIdOf(bytes(one.key));
      if (deviceId !== one.id) continue;
      const device = repo.addDevice(
        { deviceId, officeN: n, signingKey: bytes(one.key), recipient: one.recipient },
        now,
      );
      // Somebody of this office has looked at it at the other computer.
      if (one.sight && repo.device(device)?.officeN === n) repo.setSight(device, one.sight);
    }
    for (const body of successions) {
      const value = readSuccession(bytes(body))?.value;
      if (value?.office !== id) continue;
      const { device, before } = value;
      open.repos.successions.add({ device, before, body: bytes(body), identity: null, why: null, at: now });
    }
    renewStandings(open);
    return true;
  },
};

/**
 * Computers of this office that showed how they came to be. What shows it travels beside this, signed, with every bundle
 * (`successionsFor`); that there is something to show makes a bundle due, also where nothing else is to be said.
 */
export const computers: StateKind = {
  kind: 'computer',
  ends: false,
  here: ({ self, repos: { offices, successions, siblings } }) =>
    new Map(
      offices.devicesOf(self.officeN).flatMap(({ deviceId }) => {
        const sibling = siblings.of(deviceId);
        const isShown = successions.of(deviceId) ?? (sibling && readSibling(sibling.body)?.whole === true);
        return isShown ? [[deviceId, JSON.stringify({ shown: true })]] : [];
      }),
    ),
  apply: () => true,
};

const takenOutBody = z.object({ at: toldMoment });
/** Computers of this office that it took out itself: never taken back, and of two moments the earlier one counts. */
export const takenOut: StateKind = {
  kind: 'taken-out',
  ends: false,
  here: (open) => new Map(open.repos.takenOut.all().map(({ device, at }) => [device, JSON.stringify({ at })])),
  apply: (open, id, text) => {
    if (text === null) return true;
    const { at } = takenOutBody.parse(JSON.parse(text));
    if (!open.repos.takenOut.put({ device: id as DeviceId, at })) return true;
    audit(open, 'device.taken-out', id, 'done', 'told');
    renewStandings(open);
    return true;
  },
};

const letInBody = z.object({ stream: z.string(), by: z.string(), at: toldMoment });
/**
 * Changes that somebody of this office took in after calling another one: they asked for all of its computers. Why they did
 * stays where they wrote it.
 */
export const letIn: StateKind = {
  kind: 'let-in',
  ends: false,
  here: (open) =>
    new Map(
      open.repos.aside.allLetIn().map(({ id, streamId: stream, user: by, at }): [string, string] => {
        const body: z.infer<typeof letInBody> = { stream, by, at };
        return [id, JSON.stringify(body)];
      }),
    ),
  apply: (open, key, text) => {
    const { aside } = open.repos;
    const id = key as CommitId;
    const body = letInBody.parse(JSON.parse(text ?? 'null'));
    if (aside.isLetIn(toBytes(id))) return true;
    const streamId = body.stream as StreamId;
    // What was erased here since it was said leaves no trace of it.
    if (open.repos.erasures.stream(streamId) !== undefined) return true;
    aside.letIn({ id, streamId }, { user: body.by as UserId, why: '', at: body.at });
    audit(
      open,
      'aside.judged',
      caseOf(open, { id, streamId })?.caseId ?? id,
      'done',
      `${id.slice(0, 12)} let in, told`,
    );
    const standing = aside.standing(id);
    if (standing && !standing.isDiscarded && isForPeople(asideReason(asideCode(standing.reason)))) aside.release(id);
    return true;
  },
};
