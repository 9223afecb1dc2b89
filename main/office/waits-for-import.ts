import type { CallName } from '#core/contracts/index.ts';

/**
 * Calls that wait until a bundle is taken in, to its end: they change by whose word it is judged, who this office and this
 * computer are, or read and write bundles themselves. Any other call may come between two steps of it: each step leaves
 * the cases as a power cut there would have left them.
 */
const WAITS: ReadonlySet<string> = new Set<CallName>([
  'exchange.confirmCard',
  'exchange.write',
  'exchange.confirm',
  'exchange.check',
  'exchange.apply',
  'exchange.release',
  'trust.take',
  'trust.begin',
  'trust.finish',
  'trust.enrol',
  'trust.reinstate',
  'trust.revoke',
  'trust.drop',
  'trust.putBack',
  'trust.undo',
  'aside.judge',
  'aside.discard',
  'computers.answer',
  'computers.takeOut',
  'keys.change',
  'config.switch',
  // What somebody agrees to may be a switch of the configuration.
  'seconds.decide',
  'relay.connect',
  'relay.disconnect',
]);

export const waitsForImport = (name: string): boolean => WAITS.has(name);
