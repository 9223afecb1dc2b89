import { computed, type ComputedRef } from 'vue';
import { COUNTRIES } from '#core/privacy/countries.ts';
import { useFormats } from '../../i18n/format.ts';

interface Countries {
  readonly name: (code: string) => string;
  /** All of them in the order of the language. */
  readonly options: ComputedRef<readonly { readonly value: string; readonly label: string }[]>;
}

/** Countries by the names that the language of the screen gives them. */
export function useCountries(): Countries {
  const { language } = useFormats();
  const names = computed(() => new Intl.DisplayNames(language.value, { type: 'region' }));
  const name = (code: string): string => names.value.of(code) ?? code;
  const options = computed(() =>
    COUNTRIES.map((value) => ({ value, label: name(value) })).sort((a, b) =>
      a.label.localeCompare(b.label, language.value),
    ),
  );
  return { name, options };
}
