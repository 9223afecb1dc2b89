import { join } from 'node:path';
import type { CaseId } from '#core/ids.ts';
import { makeOlder } from '../builders/older-database.ts';
import { Random } from '../builders/random.ts';
import { officeStands, openChecked } from './kill-check.ts';
import {
  bundledChild,
  callerIn,
  copyOf,
  makeTemplate,
  orderFor,
  strike,
  type KilledTemplate,
} from './killed-office.ts';
import { KILL_WORKS, type Acknowledged, type KillWork, type Said } from './kill-works.ts';

interface Way {
  /** Kills that one folder goes through before the next copy of the office takes its place. */
  readonly lives: number;
  /** How long the process may work until it is killed at the latest, in times of what it took to open the office. */
  readonly within: number;
  /** How many of the kills come while the office is only opening. */
  readonly opening: number;
}
const WAYS: Readonly<Record<KillWork, Way>> = {
  save: { lives: 12, within: 0.4, opening: 0.15 },
  import: { lives: 5, within: 0.8, opening: 0.15 },
  migration: { lives: 2, within: 0.1, opening: 0.8 },
  backup: { lives: 8, within: 0.8, opening: 0.15 },
  restore: { lives: 2, within: 0.1, opening: 0.8 },
  key: { lives: 12, within: 1.2, opening: 0.3 },
};
/** Until it was measured here: milliseconds from the first word of a process to its work. */
const OPENING = 800;
/** Migrations that the database of an older program lacks, at most. */
const OLDER_BY = 2;
const CASES = 12;

export interface Kills {
  readonly kills: number;
  readonly byWork: Readonly<Record<KillWork, number>>;
  /** Saves, rows, backups, changes of the key and restores that had been acknowledged. */
  readonly acknowledged: number;
  /** What had been acknowledged and was not there, or did not hold, each with its work and folder. */
  readonly lost: readonly string[];
}

/** One folder that is killed again and again. */
class KilledOffice {
  readonly #template: KilledTemplate;
  readonly #work: KillWork;
  readonly #dir: string;
  #from: number;
  #cases: Map<CaseId, string>;
  #created = 0;
  #backup = false;
  #restored: boolean;
  acknowledged = 0;
  broken: string | undefined;

  constructor(template: KilledTemplate, work: KillWork, n: number) {
    this.#template = template;
    this.#work = work;
    this.#from = template.cases.length;
    this.#cases = new Map(template.cases.map((id, i) => [id, `N${String(i)}`]));
    const name = `${work}-${String(n)}`;
    this.#restored = work !== 'restore';
    this.#dir = this.#restored ? copyOf(template, name) : join(template.root, name);
    if (work === 'migration' && makeOlder(join(this.#dir, 'office.db'), template.key, OLDER_BY) === 0)
      throw new Error('no migration can be taken back');
  }

  get #order() {
    const acknowledged: Acknowledged = {
      cases: [...this.#cases],
      created: this.#created,
      restored: this.#restored,
      backup: this.#backup,
    };
    return orderFor(this.#template, { dir: this.#dir, work: this.#work, from: this.#from, acknowledged });
  }

  /** One life: what it looked at in the beginning, what it acknowledged, and how long it took to begin. */
  async live(child: string, after: 'opening' | 'ready', delay: number): Promise<number | undefined> {
    const { said, openedIn } = await strike(child, this.#order, after, delay);
    for (const word of said) this.#take(word);
    return openedIn;
  }

  /** Opens it once more, in this process, and looks at everything. */
  async end(): Promise<void> {
    if (this.broken !== undefined) return;
    try {
      if (!officeStands(this.#order)) return;
      const caller = callerIn(this.#dir);
      try {
        await openChecked(caller, this.#order);
      } finally {
        caller.close();
      }
    } catch (error) {
      this.broken = error instanceof Error ? error.message : String(error);
    }
  }

  #take(word: Said): void {
    if ('broken' in word) this.broken = word.broken;
    if ('opening' in word || 'ready' in word || 'broken' in word) return;
    this.acknowledged += 1;
    if ('caseId' in word) {
      // The newest ones last: those are opened.
      this.#cases.delete(word.caseId);
      this.#cases.set(word.caseId, word.answer);
      this.#from = Number(word.answer.slice(1)) + 1;
    }
    if ('created' in word) this.#created = word.created;
    if ('restored' in word) this.#restored = true;
    if ('backup' in word) this.#backup = true;
  }
}

/**
 * Kills an office at random moments of its work, `runs` times in all, and starts it again each time.
 *
 * @param most lives of one folder; where nothing is said, as many as its work takes.
 * @param told called after each kill.
 */
export async function kills(
  { runs, seed, most = Infinity }: { readonly runs: number; readonly seed: number; readonly most?: number },
  told: (done: number) => void = () => undefined,
): Promise<Kills> {
  const [template, child] = [await makeTemplate(CASES), await bundledChild()];
  const random = Random.from(seed, 'kills');
  const byWork = Object.fromEntries(KILL_WORKS.map((work) => [work, 0])) as Record<KillWork, number>;
  const lost: string[] = [];
  let [done, acknowledged, folder, openedIn] = [0, 0, 0, OPENING];
  try {
    while (done < runs) {
      const work = KILL_WORKS[folder % KILL_WORKS.length] ?? 'save';
      folder += 1;
      const { lives, within, opening } = WAYS[work];
      const office = new KilledOffice(template, work, folder);
      for (let life = 0; life < Math.min(lives, most) && done < runs && office.broken === undefined; life += 1) {
        const early = random.chance(opening);
        const delay = random.float() * openedIn * (early ? 1 : within);
        openedIn = (await office.live(child.file, early ? 'opening' : 'ready', delay)) ?? openedIn;
        byWork[work] += 1;
        told((done += 1));
      }
      await office.end();
      acknowledged += office.acknowledged;
      if (office.broken !== undefined) lost.push(`${work}, folder ${String(folder)}: ${office.broken}`);
    }
  } finally {
    template.remove();
    child.remove();
  }
  return { kills: done, byWork, acknowledged, lost };
}
