import { toast } from '../../ui/toasts.ts';

/** Says who has to sign in so that other offices hear of a change of people; nothing where they will. Stays until it is closed. */
export function sayUnsaid(
  t: (key: string, named: Record<string, unknown>) => string,
  join: (names: readonly string[]) => string,
  { signs }: { readonly signs?: readonly string[] },
): void {
  if (signs !== undefined) toast(t('people.unsaid', { count: signs.length, names: join(signs) }), { stays: true });
}
