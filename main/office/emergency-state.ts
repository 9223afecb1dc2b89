import { drillTimes, emergencyPlan, type DrillTimes } from '#core/contracts/emergency.contract.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import { decide } from '#core/rights/decide.ts';
import type { EmergencyPlan } from '#core/safety/emergency.ts';
import { z } from 'zod';
import { readKeyFile } from '../crypto/key-file-store.ts';
import { NamedTexts, putText } from '../storage/meta.repo.ts';
import { audit } from './audit.ts';
import { instantOf } from './clock.ts';
import type { OpenOffice } from './open-office.ts';
import { maySignIn } from './second-person.ts';

const PLAN = 'emergency_plan';
const EVACUATION = 'evacuation';
const DRILL = 'emergency_drill';
const NO_PLAN: EmergencyPlan = { safePlace: '', call: '', takeAlong: '', destroy: '' };

const evacuation = z.strictObject({ by: z.string(), why: z.string(), at: z.int() });
const drill = z.strictObject({ by: z.string(), at: z.int(), times: drillTimes });
export type Evacuation = z.infer<typeof evacuation>;

function setting<T>(open: OpenOffice, name: string, shape: z.ZodType<T>): T | undefined {
  const text = new NamedTexts(open.db, 'setting').get(name);
  return text === undefined || text === '' ? undefined : shape.parse(JSON.parse(text));
}

export const planOf = (open: OpenOffice): EmergencyPlan => setting(open, PLAN, emergencyPlan) ?? NO_PLAN;
export const evacuationOf = (open: OpenOffice): Evacuation | undefined => setting(open, EVACUATION, evacuation);

export function emergencyState(open: OpenOffice): Output<'emergency.state'> {
  const { backups } = open.repos;
  const nameOf = (id: string): string => open.repos.offices.people().find((one) => one.userId === id)?.name ?? id;
  const declared = evacuationOf(open);
  const last = setting(open, DRILL, drill);
  const copy = backups.last('done');
  const file = readKeyFile(open.dir);
  const others = file.ok ? file.value.users.filter(({ id }) => id !== open.me.id && maySignIn(open, id)) : [];
  return {
    may: decide(open.subject, 'emergency.erase').allowed,
    ...(declared === undefined
      ? {}
      : { evacuation: { by: nameOf(declared.by), why: declared.why, sinceUtc: instantOf(declared.at) } }),
    seconds: others.map(({ id, name }) => ({ user: id, name })),
    plan: planOf(open),
    ...(last === undefined ? {} : { lastDrill: { atUtc: instantOf(last.at), by: nameOf(last.by), times: last.times } }),
    ...(copy === undefined ? {} : { lastCopyUtc: instantOf(copy.at) }),
    onlyHere: Math.max(0, open.repos.commits.count() - (copy?.commits ?? 0)),
  };
}

export function setEmergencyPlan(open: OpenOffice, plan: Input<'emergency.setPlan'>): Output<'emergency.setPlan'> {
  open.db.transaction(() => {
    putText(open.db, 'setting', PLAN, JSON.stringify(plan));
    audit(open, 'emergency.plan', open.self.code);
  });
  return {};
}

/** One person alone may erase from now on (security.md, Rights: four eyes, or the evacuation). */
export function declareEvacuation(open: OpenOffice, { why }: Input<'emergency.declare'>): Output<'emergency.declare'> {
  open.db.transaction(() => {
    const begun: Evacuation = { by: open.me.id, why, at: open.clock.now() };
    putText(open.db, 'setting', EVACUATION, JSON.stringify(begun));
    audit(open, 'emergency.declared', open.self.code, 'done', why);
  });
  open.emit({ type: 'changed', cases: [], all: false });
  return {};
}

export function endEvacuation(open: OpenOffice): Output<'emergency.end'> {
  open.db.transaction(() => {
    putText(open.db, 'setting', EVACUATION, '');
    audit(open, 'emergency.ended', open.self.code);
  });
  open.emit({ type: 'changed', cases: [], all: false });
  return {};
}

export function recordDrill(open: OpenOffice, times: DrillTimes): Output<'emergency.drilled'> {
  open.db.transaction(() => {
    putText(open.db, 'setting', DRILL, JSON.stringify({ by: open.me.id, at: open.clock.now(), times }));
    const said = Object.entries(times).map(([step, seconds]) => `${step} ${String(Math.round(seconds))} s`);
    audit(open, 'emergency.drill', open.self.code, 'done', said.join(', '));
  });
  return {};
}
