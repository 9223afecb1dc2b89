import { ref, type Ref } from 'vue';
import { sectionDomId } from './field-id.ts';

/** How far below the top of the pane a section counts as the one that is read. */
const READ_LINE_PX = 96;

interface SectionSpy {
  /** The section that is read now, by its id. */
  readonly section: Ref<string | undefined>;
  /** Looks again: after a scroll, or when other sections are on the page. */
  readonly spy: () => void;
  readonly openSection: (id: string) => void;
  /** To the next or the previous one. */
  readonly step: (by: 1 | -1) => void;
  /** Begins at the first one, which takes the focus. */
  readonly begin: () => void;
}

/** Which section of a form is in sight, and the ways between them. `form`: the id of the open one. */
export function useSectionSpy(pane: Ref<HTMLElement | undefined>, form: () => string): SectionSpy {
  const section = ref<string>();
  const idOf = (one: HTMLElement): string => one.id.split('.').at(-1) ?? '';
  const titles = (): HTMLElement[] => [...(pane.value?.querySelectorAll<HTMLElement>('.form-sec') ?? [])];
  /** What was asked for: near the end of a form it cannot come to the top, and counts while it is in sight. */
  let asked: string | undefined;
  function spy(): void {
    const box = pane.value?.getBoundingClientRect();
    if (box === undefined) return;
    const all = titles();
    const inSight = (one: HTMLElement): boolean => {
      const { top } = one.getBoundingClientRect();
      return top >= box.top - 1 && top < box.bottom;
    };
    if (!all.some((one) => idOf(one) === asked && inSight(one))) asked = undefined;
    const here = all.findLast((one) => one.getBoundingClientRect().top <= box.top + READ_LINE_PX) ?? all[0];
    section.value = asked ?? (here === undefined ? undefined : idOf(here));
  }
  function openSection(id: string): void {
    const element = document.getElementById(sectionDomId(form(), id));
    if (element === null) return;
    element.scrollIntoView({ block: 'start' });
    element.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true });
    asked = id;
    section.value = id;
  }
  return {
    section,
    spy,
    openSection,
    step(by) {
      const ids = titles().map(idOf);
      const next = ids[ids.indexOf(section.value ?? '') + by];
      if (next !== undefined) openSection(next);
    },
    begin() {
      pane.value?.scrollTo({ top: 0 });
      titles()[0]?.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true });
      spy();
    },
  };
}
