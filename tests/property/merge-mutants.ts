import type { Mutant, Subject } from './seeded-mutants.ts';

const MERGE = 'core/exchange/merge.ts';
const READY = 'core/exchange/readiness.ts';
const HLC = 'core/exchange/hlc.ts';
const ROW_JSON = 'core/exchange/record-json.ts';
const REPLAY = 'core/exchange/replay.ts';
const TRUST = 'core/exchange/trust.ts';

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
];

/** The merge and its property, in `runs` runs for each mistake. */
export const mergeUnderTest = (runs: number): Subject => ({
  tests: ['property/merge-model.ts', 'property/merge-replica.ts', 'property/merge-oracle.ts'],
  check: `import { checkMerge } from './tests/property/merge-model.ts';
checkMerge({ runs: ${String(runs)}, seed: 20_260, commands: 400 });`,
});
