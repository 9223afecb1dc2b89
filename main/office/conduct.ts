import type { Input, Output } from '#core/contracts/index.ts';
import { Refusal } from '#core/result.ts';
import { audit } from './audit.ts';
import { instantOf } from './clock.ts';
import type { OpenOffice } from './open-office.ts';
import { fromElsewhere } from './own-state/from-elsewhere.ts';
import { CONDUCT } from './own-state/thing-names.ts';

/** The code of conduct that somebody has to accept; undefined when there is none, or they did. */
export function conductToAccept(open: Pick<OpenOffice, 'repos'>, personN: number): number | undefined {
  const newest = open.repos.conduct.newest();
  if (newest === undefined || newest.text === '') return undefined;
  return open.repos.accounts.get(personN).conduct === newest.version ? undefined : newest.version;
}

export function getConduct(open: OpenOffice): Output<'people.conduct'> {
  const newest = open.repos.conduct.newest();
  const from = fromElsewhere(open, CONDUCT);
  return {
    version: newest?.version ?? 0,
    text: newest?.text ?? '',
    accepted: conductToAccept(open, open.me.n) === undefined,
    ...(newest === undefined ? {} : { sinceUtc: instantOf(newest.at) }),
    ...(from === undefined ? {} : { from }),
  };
}

/** A new version, which everybody accepts before they go on after the next sign-in; the same text again is none. */
export function setConduct(open: OpenOffice, input: Input<'people.setConduct'>): Record<string, never> {
  const text = input.text.trim();
  if (text === (open.repos.conduct.newest()?.text ?? '')) return {};
  open.db.transaction(() => {
    const version = open.repos.conduct.add(text, open.me.n, open.clock.now());
    // One that another computer told of, and whose author is not known here yet, is decided against.
    open.repos.items.setApplied(CONDUCT.kind, CONDUCT.id);
    audit(open, 'office.conduct', String(version), 'done', text === '' ? 'ended' : '');
  });
  return {};
}

/** FORM_STALE when another version counts by now: nobody accepts what they did not read. */
export function acceptConduct(open: OpenOffice, { version }: Input<'people.acceptConduct'>): Record<string, never> {
  if (open.repos.conduct.newest()?.version !== version) throw new Refusal('FORM_STALE');
  open.db.transaction(() => {
    open.repos.accounts.change(open.me.n, { conduct: version });
    audit(open, 'person.accepted-conduct', open.me.id, 'done', String(version));
  });
  open.before.delete('conduct');
  return {};
}
