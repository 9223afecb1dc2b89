import type { Input } from '#core/contracts/index.ts';
import type { CaseId, OfficeId } from '#core/ids.ts';

type Name =
  `exchange.${'check' | 'apply'}` | `relay.${'status' | 'connect' | 'disconnect' | 'settings' | 'visit' | 'queue'}`;

/** Inputs of the calls that take a bundle in, and of the relay's, for trying every call as every role. `nobody`: an id that is nobody's. */
export const exchangeInputs = (caseId: CaseId, nobody: string): { readonly [N in Name]: Input<N> } => ({
  'exchange.check': { place: 'x' },
  'exchange.apply': { place: 'x' },
  'relay.status': {},
  'relay.connect': { place: 'x', words: ['a', 'b', 'c', 'd', 'e', 'f'] },
  'relay.disconnect': {},
  'relay.settings': { automatic: true, metered: false },
  'relay.visit': {},
  // Nobody's: what is queued would be shared, and seen by others from then on.
  'relay.queue': { office: nobody as OfficeId, selection: { cases: [caseId] } },
});
