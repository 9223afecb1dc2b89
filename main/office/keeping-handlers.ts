import type { OpenHandlers } from './call-table.ts';
import { declareEvacuation, emergencyState, endEvacuation, recordDrill, setEmergencyPlan } from './emergency-state.ts';
import { duressState, endDuress, setDuress, tryDuress } from './duress.ts';
import { safetySeen, safetyState, startSafetyJob } from './safety-state.ts';
import { decideSecond, getSecondRule, listSeconds, setSecondRule } from './decide-second.ts';
import { askKeyChange, keysState } from './key-change.ts';
import { putRelayBackup, startRelayBackups, stopRelayBackups } from './relay/relay-backups.ts';
import { listSuspended } from './suspensions.ts';

/** The calls of what keeps the office: copies, keys, the way out, and a second person. */
export const keepingHandlers = {
  'emergency.state': emergencyState,
  'emergency.setPlan': setEmergencyPlan,
  'emergency.declare': declareEvacuation,
  'emergency.end': endEvacuation,
  'emergency.drilled': recordDrill,
  'emergency.duress': duressState,
  'emergency.setDuress': setDuress,
  'emergency.endDuress': endDuress,
  'emergency.tryDuress': tryDuress,
  'safety.state': safetyState,
  'safety.seen': safetySeen,
  'safety.start': startSafetyJob,
  'safety.startRelay': startRelayBackups,
  'safety.stopRelay': stopRelayBackups,
  'safety.putRelay': putRelayBackup,
  'keys.state': keysState,
  'keys.change': askKeyChange,
  'seconds.list': listSeconds,
  'seconds.decide': decideSecond,
  'seconds.rule': getSecondRule,
  'seconds.setRule': setSecondRule,
  'seconds.suspended': listSuspended,
} satisfies Partial<OpenHandlers>;
