import { computed, ref } from 'vue';
import { defineStore } from 'pinia';
import type { NewOffice } from '#core/contracts/setup.contract.ts';
import { onLock } from '../../app/on-lock.ts';
import { office, type Refused } from '../../bridge.ts';

export const STEPS = ['language', 'office', 'admin', 'kit', 'profile'] as const;
export type SetupStep = (typeof STEPS)[number];
type Profile = NewOffice['profile'];

/** What is typed on the way through the set-up. It stays when a person goes back, and is forgotten when the office is made. */
export const useSetupStore = defineStore('setup', () => {
  const step = ref<SetupStep>('language');
  const programmeName = ref('');
  const officeName = ref('');
  const officeCode = ref('');
  const timeZone = ref<string | undefined>(Intl.DateTimeFormat().resolvedOptions().timeZone);
  const workingDays = ref<readonly string[] | undefined>(['1', '2', '3', '4', '5']);
  const adminName = ref('');
  const passphrase = ref('');
  const passphraseSound = ref(false);
  const alsoSupervisor = ref(true);
  const kit = ref<{ readonly words: readonly string[]; readonly check: readonly number[] }>();
  const kitRight = ref(false);
  const profile = ref<Profile>('full');
  const code = computed(() => officeCode.value.trim().toUpperCase());

  /** The recovery kit is made once; going back and forth shows the same words. */
  async function prepareKit(): Promise<Refused | undefined> {
    if (kit.value !== undefined) return undefined;
    const reply = await office().setup.prepareKit({});
    if (!reply.ok) return reply.error;
    kit.value = reply.value;
    return undefined;
  }
  const newOffice = (language: NewOffice['language']): NewOffice => ({
    language,
    programmeName: programmeName.value.trim(),
    officeName: officeName.value.trim(),
    officeCode: code.value,
    timeZone: timeZone.value ?? 'UTC',
    workingDays: (workingDays.value ?? []).map(Number),
    administrator: {
      name: adminName.value.trim(),
      passphrase: passphrase.value,
      alsoSupervisor: alsoSupervisor.value,
    },
    profile: profile.value,
  });
  function clear(): void {
    step.value = 'language';
    for (const text of [programmeName, officeName, officeCode, adminName, passphrase]) text.value = '';
    passphraseSound.value = false;
    kit.value = undefined;
    kitRight.value = false;
  }
  onLock({ clear });
  return {
    step,
    programmeName,
    officeName,
    officeCode,
    code,
    timeZone,
    workingDays,
    adminName,
    passphrase,
    passphraseSound,
    alsoSupervisor,
    kit,
    kitRight,
    profile,
    prepareKit,
    newOffice,
    clear,
  };
});
