import { computed, ref, shallowRef, watch, type Component, type ComputedRef, type Ref } from 'vue';
import { FileText, Folder, Keyboard, List, Pin } from '@lucide/vue';
import { useI18n } from 'vue-i18n';
import { useRoute, useRouter } from 'vue-router';
import type { ListedCase } from '#core/contracts/cases.contract.ts';
import type { Output } from '#core/contracts/index.ts';
import { noFacets } from '#core/finding/facets.ts';
import { isShown, navEntries } from '../../app/nav.ts';
import { askForSearch } from '../../app/search-request.ts';
import { office } from '../../bridge.ts';
import { useConfigurationStore } from '../../configuration.ts';
import { useFormats } from '../../i18n/format.ts';
import { boundKeys } from '../../keys.ts';
import { useAppStore } from '../../stores/app.store.ts';
import { plainText } from '../../ui/list-search.ts';

/** Something that the palette leads to or does. */
export interface PaletteItem {
  readonly id: string;
  readonly group: string;
  readonly label: string;
  readonly icon: Component;
  /** A second, quieter text: why a case was found, or whose it is. */
  readonly note?: string;
  /** The key that does the same. */
  readonly keys?: string;
  /** A code, which is read from left to right in every language. */
  readonly code?: string;
  readonly run: () => void;
}

const MOST_CASES = 8;
const MOST_RECENT = 6;

interface PaletteItems {
  readonly items: ComputedRef<readonly PaletteItem[]>;
  /** The items are those of what is typed now. */
  readonly ready: Ref<boolean>;
}

/**
 * What fits what is typed: cases in every script and spelling, forms of the open case, pages and actions that the person
 * may use. Nothing typed: what was pinned and opened last, then everything else. Codes and initials, never names.
 */
export function usePaletteItems(typed: Ref<string>): PaletteItems {
  const { t } = useI18n();
  const { say } = useFormats();
  const route = useRoute();
  const router = useRouter();
  const { may } = useAppStore();
  const store = useConfigurationStore();
  void store.read();
  const found = shallowRef<readonly ListedCase[]>([]);
  const known = shallowRef<Output<'finding.recent'>>({ pinned: [], recent: [] });
  const ready = ref(true);
  let round = 0;

  if (may('case.view'))
    void office()
      .finding.recent({})
      .then((reply) => {
        if (reply.ok) known.value = reply.value;
      });
  async function search(text: string): Promise<void> {
    const mine = (round += 1);
    if (text === '' || !may('case.list')) {
      found.value = [];
      ready.value = true;
      return;
    }
    ready.value = false;
    const { where: _, ...facets } = noFacets();
    const query = { ...facets, text, exactSpelling: false, sort: 'match', descending: false } as const;
    const reply = await office().cases.list({ query, offset: 0, limit: MOST_CASES, showNames: false });
    if (mine !== round) return;
    found.value = reply.ok ? reply.value.rows : [];
    ready.value = true;
  }
  watch(typed, (text) => void search(text.trim()), { immediate: true });

  const go = (path: string) => (): void => void router.push(path);
  function caseItem(line: ListedCase, group: string, icon: Component): PaletteItem {
    const hit = line.hits?.find(({ on }) => on !== 'name' && on !== 'code');
    const why = hit === undefined ? undefined : t(`finding.hit_${hit.on.replaceAll('-', '_')}`);
    const owner = line.owner?.name;
    const note = [why, owner].filter((part) => part !== undefined).join(t('cases.list_comma'));
    return {
      id: `case:${line.caseId}`,
      group,
      label: line.initials,
      code: line.code,
      icon,
      note,
      run: go(`/case/${line.caseId}`),
    };
  }
  const openCase = (): string | undefined => /^\/case\/([\w-]{22})(?:\/|$)/.exec(route.path)?.[1];
  function forms(): PaletteItem[] {
    const id = openCase();
    if (id === undefined) return [];
    return (store.configuration?.forms ?? [])
      .filter(({ system }) => system !== true)
      .map((form) => ({
        id: `form:${form.id}`,
        group: t('palette.forms'),
        label: say(form.label),
        icon: FileText,
        ...(form.number === undefined ? {} : { note: form.number }),
        run: go(`/case/${id}?form=${form.id}`),
      }));
  }
  const pages = (): PaletteItem[] =>
    navEntries
      .filter((entry) => isShown(entry, may))
      .map(({ id, label, icon, to }) => ({
        id: `page:${id}`,
        group: t('palette.pages'),
        label: t(label),
        icon,
        run: go(to),
      }));
  const actions = (): PaletteItem[] =>
    boundKeys.flatMap(({ keys, label, run, when }) =>
      label === undefined || when?.() === false || keys === 'Ctrl K'
        ? []
        : [
            {
              id: `key:${keys}`,
              group: t('palette.actions'),
              label: label(),
              icon: Keyboard,
              keys,
              run: () => run(new KeyboardEvent('keydown')),
            },
          ],
    );
  const everything: PaletteItem = {
    id: 'list',
    group: t('palette.more'),
    label: t('palette.in_list'),
    icon: List,
    keys: 'Ctrl Enter',
    run: () => searchInList(),
  };
  function searchInList(): void {
    askForSearch(typed.value.trim());
    if (route.path !== '/cases') void router.push('/cases');
  }
  /** Every typed word begins a word of the label. */
  function fits({ label }: PaletteItem): boolean {
    const words = plainText(label).split(/\s+/u);
    return plainText(typed.value)
      .split(/\s+/u)
      .every((word) => words.some((one) => one.startsWith(word)));
  }
  const items = computed<readonly PaletteItem[]>(() => {
    const typing = typed.value.trim() !== '';
    const cases = typing
      ? found.value.map((line) => caseItem(line, t('palette.cases'), Folder))
      : [
          ...known.value.pinned.map((line) => caseItem(line, t('palette.pinned'), Pin)),
          ...known.value.recent.slice(0, MOST_RECENT).map((line) => caseItem(line, t('palette.recent'), Folder)),
        ];
    const rest = [...forms(), ...pages(), ...actions()].filter((item) => !typing || fits(item));
    return [...cases, ...rest, ...(may('case.list') ? [everything] : [])];
  });
  return { items, ready };
}
