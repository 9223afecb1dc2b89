import type { Mutant, Subject } from './seeded-mutants.ts';

const MERGE = 'core/exchange/merge.ts';
const READY = 'core/exchange/readiness.ts';
const HLC = 'core/exchange/hlc.ts';
const ROW_JSON = 'core/exchange/record-json.ts';
const REPLAY = 'core/exchange/replay.ts';
const TRUST = 'core/exchange/trust.ts';
const LATE = 'core/exchange/late-work.ts';
const STATE = 'core/exchange/office-state.ts';

/** Mistakes that the property must find: what is broken, where, the words before and after. */
export const MERGE_MUTANTS: readonly Mutant[] = [
  ['the last writer wins: a concurrent value is dropped', MERGE, 'const next = [...kept, {', 'const next = [{'],
  ['nothing is ever superseded', MERGE, '!superseded.has(old.dot) ||', 'true ||'],
  ['everything is superseded, shown or not (R1)', MERGE, '!superseded.has(old.dot) ||', ''],
  [
    'a later time counts as having seen (HLC as causality)',
    MERGE,
    '!superseded.has(old.dot) ||',
    'old.wall >= author.wall ||',
  ],
  ['siblings stay in order of arrival', MERGE, 'return [...siblings].sort(', 'return [...siblings].filter('],
  [
    'a tie is not broken by device and number',
    MERGE,
    'compareText(b.device, a.device) ||\n    b.sseq - a.sseq ||\n    compareText(b.dot, a.dot)',
    '0',
  ],
  ['a suspect clock counts like any other', MERGE, 'Number(a.suspect) - Number(b.suspect) ||', ''],
  ['the earlier value wins', MERGE, 'b.wall - a.wall ||', 'a.wall - b.wall ||'],
  ['the protective order is ignored', MERGE, 'order ? rank(a.value, order) - rank(b.value, order) : 0', '0'],
  [
    'an answer of a declared order that is not listed comes first',
    MERGE,
    'place === -1 ? order.length : place',
    'place',
  ],
  [
    'ticked options are not united',
    MERGE,
    "if (!protective || !('union' in protective) ||",
    "if (!protective || 'union' in protective ||",
  ],
  [
    'anybody may lower a protective answer (R11)',
    MERGE,
    '(protective && !author.owner && ',
    '(protective && author.owner && author.sseq < 0 && ',
  ],
  ['the owning office may not lower it either (R11)', MERGE, '(protective && !author.owner && ', '(protective && '],
  [
    'an edit does not keep its row alive (R11)',
    MERGE,
    'live: withDot(before.live, author.dot) };\n      return withField',
    'live: before.live };\n      return withField',
  ],
  [
    'a removal removes what it was not shown',
    MERGE,
    'before.live.filter((dot) => !gone.has(dot))',
    'before.live.filter((dot) => dot === "")',
  ],
  ['what keeps a row alive stays in order of arrival', MERGE, '[...live, dot].sort(compareText)', '[...live, dot]'],
  ['a record made twice keeps one creation', MERGE, 'if (before === EMPTY) return {', 'if (op[0] === "doc") return {'],
  [
    'which creation counts depends on arrival',
    MERGE,
    'before.created === undefined || compareStamps(before.created, stamp) < 0',
    'before.created === undefined',
  ],
  ['conflicts are not seen', MERGE, '!sameValue(sibling.value, siblings[0]?.value)', 'sibling.dot === ""'],
  ['the own predecessor is not waited for', READY, 'if (prev !== undefined &&', 'if (prev === "never" &&'],
  [
    'what the author had seen is not waited for',
    READY,
    'if (!held.at(of, seen).includes(headId))',
    'if (headId === of)',
  ],
  ['a commit that is known is applied again', READY, "if (held.has(id)) return { state: 'known' };", ''],
  ['the clock follows anybody anywhere', HLC, '&& seen.wall <= now + AHEAD_MS', ''],
  ['the own time does not move on', HLC, 'counter: last.counter + 1', 'counter: last.counter'],
  ['the suspect mark is not stored', ROW_JSON, 'suspect: suspect === 1', 'suspect: suspect === undefined'],
  [
    'what an upgrade makes again does not wait for what was shown',
    REPLAY,
    'if (shownIn(commit.ops).every((dot) => held.has(dot))) apply(commit);',
    'if (commit.ops.length >= 0) apply(commit);',
  ],
  [
    'what names writes that did not arrive yet is forgotten',
    REPLAY,
    'for (const commit of waiting) apply(commit);',
    '',
  ],
  ['a stream that is early is not made again', REPLAY, 'early: waiting.length > 0', 'early: false'],
  [
    'an upgrade does not learn which answers protect',
    REPLAY,
    'op, author, protectiveOf)',
    'op, author, () => undefined)',
  ],
  ['an upgrade keeps the last word on each record alone', REPLAY, 'applyOp(states.get(key),', 'applyOp(undefined,'],
  [
    'an upgrade does not learn of removals',
    REPLAY,
    'for (const op of ops.filter(isAnswerOp)) {',
    "for (const op of ops.filter(isAnswerOp).filter(([kind]) => kind !== 'del')) {",
  ],
  ['the last good commit is set aside', TRUST, 'commit.dseq > cutOff.dseq', 'commit.dseq >= cutOff.dseq'],
  ['the commit of the last good moment is set aside', TRUST, 'commit.wall > cutOff.at', 'commit.wall >= cutOff.at'],
  ['a number that nobody knows counts as one', TRUST, 'cutOff.dseq > 0 ?', 'cutOff.dseq >= 0 ?'],
  ['only the time of a cut-off counts', TRUST, 'cutOff.dseq > 0 ?', 'cutOff.dseq < 0 ?'],
  ['nothing comes after a cut-off', TRUST, 'commit.dseq > cutOff.dseq : commit.wall > cutOff.at', 'false : false'],
  [
    'what nobody held in time counts by its own clock (R3)',
    LATE,
    '? undefined : NOT_WITNESSED',
    '? undefined : undefined',
  ],
  ['whoever held it after the cut-off is a witness', LATE, 'at <= cutOff.at && hands.counts(by)', 'hands.counts(by)'],
  ['the author is a witness for itself', LATE, 'at <= cutOff.at && hands.counts(by)', 'at <= cutOff.at'],
  ['nobody is a witness', LATE, 'at <= cutOff.at && hands.counts(by)', 'at < 0 && hands.counts(by)'],
  [
    'what lay here in time needs a word',
    LATE,
    'here !== undefined && here <= cutOff.at',
    'here !== undefined && here < 0',
  ],
  ['what lies here counts since whenever', LATE, 'here !== undefined && here <= cutOff.at', 'here !== undefined'],
  ['what came late is said to have been here for ever', LATE, 'Math.min(storedAt,', 'Math.min(0,'],
  ['nobody says since when it was here', LATE, 'at <= cutOff.at ? at : undefined', 'at <= cutOff.at ? undefined : at'],
];

/** Mistakes in what the computers of one office tell each other of it. */
export const STATE_MUTANTS: readonly Mutant[] = [
  [
    'two that heard the same keep what each made of it',
    STATE,
    'if (xKnew !== yKnew) return',
    'if (xKnew || yKnew) return',
  ],
  ['what knew of the other does not count', STATE, 'if (xKnew !== yKnew) return', 'if (xKnew && !xKnew) return'],
  ['the later one counts alone', STATE, 'body: protectingBody(x, y), seen', 'seen'],
  [
    'the one that asks counts',
    STATE,
    'return { ...laterOf(x, y), body: protectingBody(x, y), seen };',
    'return { ...x, seen };',
  ],
  ['changes are forgotten', STATE, 'Math.max(x.seen[device] ?? 0, y.seen[device] ?? 0)', 'x.seen[device] ?? 0'],
  [
    'rights of either are kept',
    STATE,
    'roles: both(one.roles, other.roles).sort(),\n    active',
    'roles: one.roles,\n    active',
  ],
  [
    'whoever one shut out is let in',
    STATE,
    'active: one.active && other.active,\n    s',
    'active: one.active || other.active,\n    s',
  ],
  [
    'a suspension is lost',
    STATE,
    'suspendedAt: first(one.suspendedAt, other.suspendedAt)',
    'suspendedAt: one.suspendedAt && other.suspendedAt',
  ],
  ['who left is back', STATE, 'leftAt: first(one.leftAt, other.leftAt)', 'leftAt: one.leftAt && other.leftAt'],
  [
    'a name is shown again',
    STATE,
    'if (x.body === null || y.body === null) return x.body ?? y.body;\n  const [one, other] = [x.body',
    'if (x.body === null || y.body === null) return null;\n  const [one, other] = [x.body',
  ],
  [
    'an agency that ended opens cases',
    STATE,
    'active: one.active && other.active } satisfies',
    'active: one.active || other.active } satisfies',
  ],
  ['a computer that one held back gets bundles', STATE, 'held.has(device.id) ?', 'device.id === "" ?'],
  ['a doubt about an opening is gone', STATE, 'doubts.length > 0 ? doubts : reviews', 'reviews'],
  ['an opening lasts longer', STATE, 'ended: earliest([one.ended, other.ended])', 'ended: one.ended'],
  ['where clocks say the same each keeps its own', STATE, "(x.body ?? '') >= (y.body ?? '') ? x : y", 'x'],
  [
    'somebody of whom one only heard shuts them out',
    STATE,
    'return person !== undefined && isOnlyHeardOf(person);',
    'return false;',
  ],
  [
    'each role gives what either gives',
    'core/exchange/stricter-rules.ts',
    'x.rights.includes(right) && y.rights.includes(right)',
    'x.rights.includes(right) || y.rights.includes(right)',
  ],
  [
    'people decide their own requests where one says so',
    'core/exchange/stricter-rules.ts',
    "(x === '' || y === '')",
    "x === '' && y === ''",
  ],
];

/** The merge and its property, in `runs` runs for each mistake. */
export const mergeUnderTest = (runs: number): Subject => ({
  tests: ['merge-model', 'merge-life', 'merge-replica', 'merge-versions', 'merge-stats', 'merge-oracle'].map(
    (name) => `property/${name}.ts`,
  ),
  check: `import { checkMerge } from './tests/property/merge-model.ts';
checkMerge({ runs: ${String(runs)}, seed: 20_260, commands: 400 });`,
});

/** What the computers of one office tell each other, likewise. */
export const stateUnderTest = (runs: number): Subject => ({
  tests: ['property/office-state-model.ts'],
  check: `import { checkOfficeState } from './tests/property/office-state-model.ts';
checkOfficeState({ runs: ${String(runs)}, seed: 20_261, steps: 60 });`,
});
