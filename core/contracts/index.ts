import type { z } from 'zod';
import { agreementsCalls } from './agreements.contract.ts';
import { alertsCalls } from './alerts.contract.ts';
import { appCalls } from './app.contract.ts';
import { asideCalls } from './aside.contract.ts';
import { assessmentsCalls } from './assessments.contract.ts';
import { attachmentsCalls } from './attachments.contract.ts';
import { auditCalls } from './audit.contract.ts';
import { breachesCalls } from './breaches.contract.ts';
import { casesCalls } from './cases.contract.ts';
import { caseworkCalls } from './casework.contract.ts';
import { configCalls } from './config.contract.ts';
import type { Call } from './contract.ts';
import { dataRequestsCalls } from './data-requests.contract.ts';
import { disputesCalls } from './disputes.contract.ts';
import { emergencyCalls } from './emergency.contract.ts';
import { exchangeCalls } from './exchange.contract.ts';
import { exportsCalls } from './exports.contract.ts';
import { findingCalls } from './finding.contract.ts';
import { holdsCalls } from './holds.contract.ts';
import { keepingCalls } from './keeping.contract.ts';
import { restrictionsCalls } from './restrictions.contract.ts';
import { historyCalls } from './history.contract.ts';
import { listsCalls } from './lists.contract.ts';
import { importsCalls } from './imports.contract.ts';
import { measuresCalls } from './measures.contract.ts';
import { keysCalls } from './keys.contract.ts';
import { mergingCalls } from './merging.contract.ts';
import { familyCalls } from './family.contract.ts';
import { peopleCalls } from './people.contract.ts';
import { paperCalls } from './paper.contract.ts';
import { processingCalls } from './processing.contract.ts';
import { protectionCalls } from './protection.contract.ts';
import { printCalls } from './print.contract.ts';
import { relayCalls } from './relay.contract.ts';
import { referralsCalls } from './referrals.contract.ts';
import { reportsCalls } from './reports.contract.ts';
import { reviewCalls } from './review.contract.ts';
import { safetyCalls } from './safety.contract.ts';
import { secondsCalls } from './seconds.contract.ts';
import { secondFactorCalls } from './second-factor.contract.ts';
import { sessionCalls } from './session.contract.ts';
import { rolesCalls } from './roles.contract.ts';
import { settingsCalls } from './settings.contract.ts';
import { codesCalls } from './codes.contract.ts';
import { computersCalls, joiningCalls } from './computers.contract.ts';
import { setupCalls } from './setup.contract.ts';
import { supervisionCalls } from './supervision.contract.ts';
import { tasksCalls } from './tasks.contract.ts';
import { trustCalls } from './trust.contract.ts';
import { officeReferralsCalls } from './office-referrals.contract.ts';
import { handoversCalls } from './handovers.contract.ts';
import type { HifadhiEvent } from './events.ts';

/** Every call there is. The bridge, the gate, the worker's table and the test double all derive from this object. */
export const contracts = {
  app: appCalls,
  setup: { ...setupCalls, ...joiningCalls },
  session: sessionCalls,
  people: peopleCalls,
  roles: rolesCalls,
  protection: protectionCalls,
  secondFactor: secondFactorCalls,
  seconds: secondsCalls,
  config: configCalls,
  cases: casesCalls,
  finding: findingCalls,
  lists: listsCalls,
  supervision: supervisionCalls,
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
  measures: measuresCalls,
  reports: reportsCalls,
  history: historyCalls,
  exchange: exchangeCalls,
  codes: codesCalls,
  aside: asideCalls,
  trust: trustCalls,
  computers: computersCalls,
  relay: relayCalls,
  print: printCalls,
  paper: paperCalls,
  exports: exportsCalls,
  imports: importsCalls,
  audit: auditCalls,
  breaches: breachesCalls,
  dataRequests: dataRequestsCalls,
  holds: holdsCalls,
  processing: processingCalls,
  assessments: assessmentsCalls,
  agreements: agreementsCalls,
  disputes: disputesCalls,
  restrictions: restrictionsCalls,
  keeping: keepingCalls,
  settings: settingsCalls,
  safety: safetyCalls,
  keys: keysCalls,
  emergency: emergencyCalls,
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
