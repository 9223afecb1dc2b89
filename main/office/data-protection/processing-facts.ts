import {
  FLOWS,
  type Flow,
  type MeasureState,
  type OwnMeasure,
  type ProcessingFacts,
} from '#core/privacy/processing-facts.ts';
import type { PurposeDecision } from '#core/privacy/purposes.ts';
import type { AuditAction } from '../audit.ts';
import { backupState } from '../backup-place.ts';
import { planOf } from '../emergency-state.ts';
import { questionsOn } from '../office-configuration.ts';
import type { OpenOffice } from '../open-office.ts';
import { rolesOfOffice } from '../roles-in-force.ts';
import { factorRule } from '../second-factor.ts';
import { agreementsInForce } from './agreements.ts';
import { countriesOf, entriesOfKind, processingEntries } from './processing-entries.ts';

/** The audit trail is asked about the last twelve months. */
const YEAR_MS = 365 * 24 * 3_600_000;

const ACTIONS: Readonly<Record<Flow, AuditAction>> = {
  bundle: 'bundle.written',
  referral: 'referral.sent',
  file: 'export.written',
  numbers: 'report.saved',
  printed: 'report.printed',
  'saved-paper': 'report.made',
  attachment: 'attachment.saved',
  audit: 'audit.saved',
};

function flowsOf(open: OpenOffice): ReadonlyMap<Flow, number> {
  const times = open.repos.audit.times(Object.values(ACTIONS), open.clock.now() - YEAR_MS);
  return new Map(FLOWS.map((flow) => [flow, times.get(ACTIONS[flow]) ?? 0]));
}

function measuresOf(open: OpenOffice): Readonly<Record<OwnMeasure, MeasureState>> {
  const factor = factorRule(open.db);
  const { place, overdue, rehearsalOverdue, rehearsals } = backupState(open);
  const conduct = open.repos.conduct.newest();
  const onOff = (on: boolean): MeasureState => (on ? 'on' : 'off');
  return {
    'second-factor': factor.everybody ? 'on' : factor.roles.length > 0 ? 'some' : 'off',
    backup: place === undefined ? 'off' : overdue ? 'overdue' : 'on',
    rehearsal: rehearsalOverdue ? 'overdue' : onOff(rehearsals.length > 0),
    conduct: onOff(conduct !== undefined && conduct.text !== ''),
    emergency: onOff(Object.values(planOf(open)).some((text) => text.trim() !== '')),
  };
}

/** What happens to a file when it is no longer worked with, as the configuration has it. */
function retentionOf(open: OpenOffice): ProcessingFacts['retention'] {
  return (open.configuration.workflow?.def.deadlines ?? []).flatMap(({ id, sort, label, due }) => {
    const span = due?.high ?? due?.medium ?? due?.low ?? due?.none;
    return sort === 'closure' && span !== undefined ? [{ id, label, span }] : [];
  });
}

/** The office as it is set up now, for the register of processing. */
export function processingFacts(open: OpenOffice): ProcessingFacts {
  const entries = processingEntries(open);
  const countries = countriesOf(entries);
  const { configuration } = open.configuration;
  const said = entriesOfKind(entries, 'office').at(-1)?.entry;
  const { kind: _, ...about } = said ?? { kind: 'office' as const };
  return {
    code: open.self.code,
    name: open.self.name,
    programme: open.self.programme,
    about: 'capacity' in about ? about : undefined,
    configuration,
    turnedOn: questionsOn(open.db),
    decided: new Map(
      entriesOfKind(entries, 'decided').map(({ entry }): [string, PurposeDecision] => [entry.form, entry]),
    ),
    offices: open.repos.offices
      .offices()
      .filter(({ isSelf }) => !isSelf)
      .map(({ officeId: id, name }) => ({ id, name, country: countries.get(id) ?? '' })),
    agreements: agreementsInForce(open),
    roles: rolesOfOffice(open.db, configuration),
    measures: measuresOf(open),
    flows: flowsOf(open),
    retention: retentionOf(open),
  };
}
