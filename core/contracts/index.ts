import type { z } from 'zod';
import { alertsCalls } from './alerts.contract.ts';
import { appCalls } from './app.contract.ts';
import { attachmentsCalls } from './attachments.contract.ts';
import { auditCalls } from './audit.contract.ts';
import { casesCalls } from './cases.contract.ts';
import { caseworkCalls } from './casework.contract.ts';
import { configCalls } from './config.contract.ts';
import type { Call } from './contract.ts';
import { exchangeCalls } from './exchange.contract.ts';
import { exportsCalls } from './exports.contract.ts';
import { historyCalls } from './history.contract.ts';
import { mergingCalls } from './merging.contract.ts';
import { familyCalls } from './family.contract.ts';
import { peopleCalls } from './people.contract.ts';
import { printCalls } from './print.contract.ts';
import { relayCalls } from './relay.contract.ts';
import { referralsCalls } from './referrals.contract.ts';
import { reviewCalls } from './review.contract.ts';
import { sessionCalls } from './session.contract.ts';
import { settingsCalls } from './settings.contract.ts';
import { setupCalls } from './setup.contract.ts';
import { tasksCalls } from './tasks.contract.ts';
import { trustCalls } from './trust.contract.ts';
import { officeReferralsCalls } from './office-referrals.contract.ts';
import { handoversCalls } from './handovers.contract.ts';
import type { HifadhiEvent } from './events.ts';

/** Every call there is. The bridge, the gate, the worker's table and the test double all derive from this object. */
export const contracts = {
  app: appCalls,
  setup: setupCalls,
  session: sessionCalls,
  people: peopleCalls,
  config: configCalls,
  cases: casesCalls,
  tasks: tasksCalls,
  casework: caseworkCalls,
  alerts: alertsCalls,
  family: familyCalls,
  referrals: referralsCalls,
  officeReferrals: officeReferralsCalls,
  handovers: handoversCalls,
  attachments: attachmentsCalls,
  review: reviewCalls,
  merging: mergingCalls,
  history: historyCalls,
  exchange: exchangeCalls,
  trust: trustCalls,
  relay: relayCalls,
  print: printCalls,
  exports: exportsCalls,
  audit: auditCalls,
  settings: settingsCalls,
} as const;

export type Contracts = typeof contracts;
export type FeatureName = keyof Contracts;

type Names<F extends FeatureName> = F extends FeatureName ? `${F}.${keyof Contracts[F] & string}` : never;
/** `cases.list`, `session.signIn`, … */
export type CallName = Names<FeatureName>;

type CallOf<N extends CallName> = N extends `${infer F extends FeatureName}.${infer V}`
  ? V extends keyof Contracts[F]
    ? Contracts[F][V]
    : never
  : never;

export type Input<N extends CallName> = CallOf<N> extends Call<infer I> ? z.infer<I> : never;
export type Output<N extends CallName> = CallOf<N> extends Call<z.ZodType, infer O> ? z.infer<O> : never;
export type At<N extends CallName> = CallOf<N> extends { at: infer A } ? A : never;

/** What crosses the bridge: never a message text, never a stack. `ref` finds the log line. */
export type Reply<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly error: {
        readonly code: string;
        readonly params: Readonly<Record<string, string | number | boolean>>;
        readonly ref: string;
      };
    };

export type Bridge = {
  readonly [F in FeatureName]: {
    readonly [V in keyof Contracts[F] & string]: Contracts[F][V] extends Call<infer I, infer O>
      ? (input: z.infer<I>) => Promise<Reply<z.infer<O>>>
      : never;
  };
} & {
  /** Listens to events; the returned function ends it. */
  readonly on: (listener: (event: HifadhiEvent) => void) => () => void;
};

/** The contract of a call by its full name; undefined when there is none. */
export function findCall(name: string): Call | undefined {
  const [feature, verb, ...rest] = name.split('.');
  if (feature === undefined || verb === undefined || rest.length > 0 || !Object.hasOwn(contracts, feature))
    return undefined;
  const calls: Readonly<Record<string, Call>> = contracts[feature as FeatureName];
  return Object.hasOwn(calls, verb) ? calls[verb] : undefined;
}
