import { z } from 'zod';
import { asideCode, FOLLOWS_DISCARDED } from '#core/exchange/aside-reasons.ts';
import { toldMoment } from '#core/exchange/office-state.ts';
import type { CommitId, UserId } from '#core/ids.ts';
import { audit } from '../audit.ts';
import type { OpenOffice } from '../open-office.ts';
import type { StateKind } from './state-kind.ts';

const decided = z.object({ user: z.string(), why: z.string(), at: toldMoment });

const told = (open: OpenOffice, id: string, reason: string): void => {
  audit(open, 'aside.discarded', id, 'done', `${id.slice(0, 12)} ${asideCode(reason)} told`);
};

/**
 * What was set aside and discarded. Each computer sets aside for itself what bundles bring it; the decision is the office's.
 * Where another one took the change after all, it counts there, and comes from there.
 */
export const discarded: StateKind = {
  kind: 'discarded',
  ends: true,
  here: ({ repos }) =>
    new Map(
      repos.aside.allDiscarded().map(({ id, user, why, at }) => {
        const body: z.infer<typeof decided> = { user, why, at };
        return [id, JSON.stringify(body)];
      }),
    ),
  apply: (open, key, text) => {
    const { aside, commits } = open.repos;
    const id = key as CommitId;
    if (text === null) aside.undiscard(id);
    else if (!commits.has(id)) {
      const { user, ...by } = decided.parse(JSON.parse(text));
      // What follows a change that was discarded waits for it where it was not said of that one too.
      if (aside.standing(id) === undefined) commits.setAsideParked(id, FOLLOWS_DISCARDED);
      const standing = aside.standing(id);
      if (standing === undefined) return false;
      aside.discard(id, { ...by, user: user as UserId });
      if (!standing.isDiscarded) told(open, id, standing.reason);
    }
    return true;
  },
};
