import type { At, CallName, Input, Output } from '#core/contracts/index.ts';
import type { Office } from './office.ts';
import type { OpenOffice } from './open-office.ts';

type OfficeName = { [N in CallName]: At<N> extends 'office' ? N : never }[CallName];
type PublicName = Extract<OfficeName, `app.${string}` | `setup.${string}` | 'session.signIn' | 'session.recover'>;
type Maybe<T> = T | Promise<T>;

/** Calls before sign-in: they see the office's folder only. */
export type PublicHandlers = { readonly [N in PublicName]: (office: Office, input: Input<N>) => Maybe<Output<N>> };
/** Calls of a signed-in person: they see the open office, and the right was decided before they run. */
export type OpenHandlers = {
  readonly [N in Exclude<OfficeName, PublicName>]: (open: OpenOffice, input: Input<N>) => Maybe<Output<N>>;
};
