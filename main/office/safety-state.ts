import type { Input, Output } from '#core/contracts/index.ts';
import { DOUBTS } from '#core/exchange/high-water.ts';
import type { DeviceId } from '#core/ids.ts';
import { Refusal } from '#core/result.ts';
import { backupState } from './backup-place.ts';
import { backupRoot } from './backup-rounds.ts';
import { slotsHere } from './bind-slots.ts';
import { instantOf } from './clock.ts';
import { COMPUTER_CODE } from './commit-by-dot.ts';
import { officeOfDevice } from './office-of-device.ts';
import type { OpenOffice } from './open-office.ts';
import { salvageReport } from './salvage.ts';
import { requestFor } from './send-again.ts';
import { isAnswered } from './successions.ts';

const MOST_FORKS = 50;

const codeOf = (device: DeviceId): string => device.slice(0, COMPUTER_CODE);

/** What there is to say about this computer itself: whether it went on as a new one, and what follows from that. */
export function safetyState(open: OpenOffice): Output<'safety.state'> {
  const { offices, successions } = open.repos;
  const own = successions.own();
  return {
    slots: slotsHere(open),
    renewed: own.map(({ at, why, device, seen }) => ({
      atUtc: instantOf(at),
      why: DOUBTS.find((one) => one === why) ?? 'elsewhere',
      computer: codeOf(device),
      seen,
    })),
    unanswered: own.length > 0 && !isAnswered(open, open.self.officeId, open.self.deviceId),
    asked: offices
      .offices()
      .filter((office) => !office.isSelf && requestFor(open, office) !== undefined)
      .map(({ name }) => name),
    backups: backupState(open),
    ...salvageView(open),
    forks: successions.forks(MOST_FORKS).flatMap(({ deviceN, dseq, at }) => {
      const device = offices.device(deviceN);
      const office = officeOfDevice(open, device);
      if (!device || !office) return [];
      const { name, isSelf: self } = office;
      return [{ office: name, self, computer: codeOf(device.deviceId), number: dseq, atUtc: instantOf(at) }];
    }),
  };
}

function salvageView(open: OpenOffice): Pick<Output<'safety.state'>, 'salvage'> {
  const report = salvageReport(open);
  if (!report) return {};
  const { at, unreadable, ...counts } = report;
  return { salvage: { atUtc: instantOf(at), ...counts, ...(unreadable < 0 ? {} : { unreadable }) } };
}

/** Somebody who keeps the office knows now that this computer is a new one. */
export function safetySeen(open: OpenOffice): Output<'safety.seen'> {
  open.repos.successions.seen();
  return safetyState(open);
}

/** Begins a backup or a rehearsal beside the work. BACKUP_NO_PLACE where nobody has chosen one. */
export function startSafetyJob(open: OpenOffice, { job }: Input<'safety.start'>): Output<'safety.start'> {
  if (backupRoot(open) === undefined) throw new Refusal('BACKUP_NO_PLACE');
  void open.backups.start(open, job);
  return safetyState(open);
}
