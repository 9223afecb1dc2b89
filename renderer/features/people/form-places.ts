import { computed, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { useConfigurationStore } from '../../configuration.ts';
import { useFormats } from '../../i18n/format.ts';

interface FormPlace {
  /** `group:<id>` or `form:<id>`. */
  readonly value: string;
  readonly label: string;
  /** The heading it stands under. */
  readonly group: string;
}

/** The forms of the office and their groups, for what roles say about them. */
export function useFormPlaces(): {
  readonly places: ComputedRef<readonly FormPlace[]>;
  readonly placeName: (place: string) => string;
} {
  const { t, te } = useI18n();
  const { say } = useFormats();
  const configuration = useConfigurationStore();
  void configuration.read();
  const forms = computed(() => (configuration.configuration?.forms ?? []).filter(({ system }) => system !== true));
  const groupName = (id: string): string => (te(`forms.group_${id}`) ? t(`forms.group_${id}`) : id);
  const places = computed(() => [
    ...[...new Set(forms.value.flatMap(({ group }) => group ?? []))].map((id) => ({
      value: `group:${id}`,
      label: groupName(id),
      group: t('roles.form_groups'),
    })),
    ...forms.value.map((form) => ({
      value: `form:${form.id}`,
      label: say(form.label),
      group: t('roles.single_forms'),
    })),
  ]);
  const placeName = (place: string): string => places.value.find(({ value }) => value === place)?.label ?? place;
  return { places, placeName };
}
