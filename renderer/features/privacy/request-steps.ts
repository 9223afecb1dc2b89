import type { DataRequest } from '#core/contracts/data-requests.contract.ts';

/** What may be added to a request. */
export type RequestStep = 'identity' | 'extended' | 'note' | 'granted' | 'partly' | 'refused';

/** What may be added now. Nothing is granted to somebody of whom nobody made sure who they are. */
export function requestSteps({
  identified,
  extended,
  outcome,
  clock,
}: Pick<DataRequest, 'identified' | 'extended' | 'outcome' | 'clock'>): readonly RequestStep[] {
  if (outcome !== undefined) return ['note'];
  return [
    ...(identified ? (['granted', 'partly'] as const) : (['identity'] as const)),
    'refused',
    ...(extended || clock.state === 'over' ? [] : (['extended'] as const)),
    'note',
  ];
}
