import { computed, ref, shallowRef } from 'vue';
import { defineStore } from 'pinia';
import type { OfficeRoleLine } from '#core/contracts/roles.contract.ts';
import type { RoleDef } from '#core/rights/roles.ts';
import { onLock } from '../../app/on-lock.ts';
import { office, type Refused } from '../../bridge.ts';
import { useConfigurationStore } from '../../configuration.ts';
import { useAppStore } from '../../stores/app.store.ts';

export interface ShownRole {
  readonly role: RoleDef;
  /** As it is stored; undefined for a role that is not yet. */
  readonly line: OfficeRoleLine | undefined;
  readonly changed: boolean;
}

/** The roles of the office with what was changed in the matrix and not saved yet. */
export const useRoleDraftsStore = defineStore('role-drafts', () => {
  const lines = shallowRef<readonly OfficeRoleLine[]>([]);
  /** Not made reactive inside: roles go over the bridge as they are. */
  const drafts = shallowRef<ReadonlyMap<string, RoleDef>>(new Map());
  const without = (id: string): ReadonlyMap<string, RoleDef> =>
    new Map([...drafts.value].filter(([known]) => known !== id));
  const refused = ref<Refused>();
  const busy = ref(false);

  const same = (a: RoleDef, b: RoleDef): boolean => {
    const text = ({ rights, ...rest }: RoleDef): string =>
      JSON.stringify([[...rights].sort(), Object.entries(rest).sort(([x], [y]) => (x < y ? -1 : 1))]);
    return text(a) === text(b);
  };
  const roles = computed<readonly ShownRole[]>(() => [
    ...lines.value.map((line) => {
      const draft = drafts.value.get(line.role.id);
      return { role: draft ?? line.role, line, changed: draft !== undefined };
    }),
    ...[...drafts.value.values()]
      .filter(({ id }) => !lines.value.some(({ role }) => role.id === id))
      .map((role) => ({ role, line: undefined, changed: true })),
  ]);
  const unsaved = computed(() => roles.value.filter(({ changed }) => changed));

  async function read(): Promise<void> {
    const reply = await office().roles.list({});
    refused.value = reply.ok ? undefined : reply.error;
    if (reply.ok) lines.value = reply.value;
  }
  /** Changes a role on the page; one that says again what is stored is not changed. */
  function put(role: RoleDef): void {
    const stored = lines.value.find((line) => line.role.id === role.id);
    const unchanged = stored !== undefined && same(stored.role, role);
    drafts.value = unchanged ? without(role.id) : new Map([...drafts.value, [role.id, role]]);
  }
  function undo(): void {
    drafts.value = new Map();
    refused.value = undefined;
  }
  /** What the person may do now, and how roles are called, may be something else. */
  async function renewed(): Promise<void> {
    const configuration = useConfigurationStore();
    configuration.clear();
    await Promise.all([useAppStore().read(), read(), configuration.read()]);
  }
  /** Saves one role after the other; the first that is refused stays unsaved, and those after it. Answers whether all were. */
  async function save(): Promise<boolean> {
    busy.value = true;
    let problem: Refused | undefined;
    for (const { role } of unsaved.value) {
      const reply = await office().roles.save({ role: { ...role, rights: [...role.rights] } });
      if (!reply.ok) {
        problem = reply.error;
        break;
      }
      drafts.value = without(role.id);
    }
    await renewed();
    refused.value = problem ?? refused.value;
    busy.value = false;
    return problem === undefined;
  }
  function drop(role: string): void {
    drafts.value = without(role);
  }
  async function reset(role: string): Promise<boolean> {
    const reply = await office().roles.reset({ role });
    refused.value = reply.ok ? undefined : reply.error;
    if (!reply.ok) return false;
    drafts.value = without(role);
    await renewed();
    return true;
  }
  function clear(): void {
    lines.value = [];
    drafts.value = new Map();
    refused.value = undefined;
  }
  onLock({ clear });
  return { lines, roles, unsaved, refused, busy, read, put, undo, drop, save, reset, clear };
});
