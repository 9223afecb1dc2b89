import type { Breach } from '#core/contracts/breaches.contract.ts';

/** What may be added to an incident. */
export type BreachStep =
  'told-authority' | 'not-told-authority' | 'told-people' | 'not-told-people' | 'everything' | 'note' | 'close';

/** What may be added now, the most urgent first. */
export function stepsOf({ clock, people, closed }: Pick<Breach, 'clock' | 'people' | 'closed'>): readonly BreachStep[] {
  if (closed) return ['note'];
  const authority = clock.state === 'running' || clock.state === 'over';
  return [
    ...(authority ? (['told-authority', 'not-told-authority'] as const) : []),
    ...(people === 'open' ? (['told-people', 'not-told-people'] as const) : []),
    'note',
    'everything',
    'close',
  ];
}
