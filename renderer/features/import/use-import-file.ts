import { reactive, ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import type { ChosenFile, ImportDraft, ImportTable, ReadAs } from '#core/contracts/imports.contract.ts';
import type { ColumnPlan, ImportPlan } from '#core/import/plan.ts';
import type { UserId } from '#core/ids.ts';
import { office, type Refused } from '../../bridge.ts';

interface Mapping {
  columns: ColumnPlan[];
  defaults: ImportPlan['defaults'];
  blanks: ImportPlan['blanks'];
  /** The column that says which child a row is about; undefined: each row is a child. */
  child: number | undefined;
}
/** What a column may say beside its question. */
interface ColumnExtras {
  readonly split?: ColumnPlan['split'] | undefined;
  readonly entry?: number | undefined;
  readonly currency?: string | undefined;
}
export interface ImportingFile {
  readonly file: ShallowRef<ChosenFile | undefined>;
  readonly as: ReadAs;
  readonly table: ShallowRef<ImportTable | undefined>;
  readonly mapping: Mapping;
  /** How many rows were read so far, or judged; undefined: nothing is going on. */
  readonly busy: Ref<{ readonly what: 'read' | 'check'; readonly done: number; readonly of: number } | undefined>;
  readonly refused: Ref<Refused | undefined>;
  /** False: the person changed their mind, or the file cannot be read. `draft`: goes on where it is the same file. */
  readonly choose: (draft?: ImportDraft) => Promise<boolean>;
  /** Goes on with a file that is held still. False: it cannot be read. */
  readonly resume: (chosen: ChosenFile, draft: ImportDraft) => Promise<boolean>;
  /** What there is to go on with later; undefined as long as no file is read. */
  readonly draft: (step: number, owner: UserId | undefined) => ImportDraft | undefined;
  /** Reads the chosen file in another way. */
  readonly readAs: (next: Partial<ReadAs>) => Promise<void>;
  readonly changeColumn: (column: number, next: Partial<ColumnPlan>) => void;
  /** Sets what a column may have, or not: how a whole name is parted, which entry of a list it answers, its currency. */
  readonly setExtras: (column: number, next: ColumnExtras) => void;
  readonly change: (next: Partial<Mapping>) => void;
  readonly take: (plan: ImportPlan) => void;
  /** Keeps what the columns answer under a name. */
  readonly keep: (name: string) => Promise<boolean>;
  /** Judges every row; the id of the dry run, or undefined when it was stopped or refused. */
  readonly check: (owner: UserId) => Promise<string | undefined>;
  readonly stop: () => void;
}

const AS_IT_IS: ReadAs = { sheet: null, encoding: null, separator: null, quotes: null, header: null };

/** A file on its way to a dry run: how it is read, and what its columns answer. */
export function useImportFile(): ImportingFile {
  const file = shallowRef<ChosenFile>();
  const as = reactive<ReadAs>({ ...AS_IT_IS });
  const table = shallowRef<ImportTable>();
  const mapping = reactive<Mapping>({ columns: [], defaults: [], blanks: 'not_asked', child: undefined });
  const busy = ref<{ what: 'read' | 'check'; done: number; of: number }>();
  const refused = ref<Refused>();
  /** Another reading or judging makes the one that is going on nobody's. */
  let round = 0;

  async function read(): Promise<boolean> {
    const chosen = file.value;
    if (chosen === undefined) return false;
    const mine = (round += 1);
    refused.value = undefined;
    busy.value = { what: 'read', done: 0, of: 0 };
    for (;;) {
      const reply = await office().imports.read({ place: chosen.place, as: { ...as } });
      if (mine !== round) return false;
      if (reply.ok && reply.value.more) {
        busy.value = { what: 'read', done: reply.value.rows, of: 0 };
        continue;
      }
      busy.value = undefined;
      if (!reply.ok || reply.value.more) {
        table.value = undefined;
        refused.value = reply.ok ? undefined : reply.error;
        return false;
      }
      table.value = reply.value.table;
      const [kept] = reply.value.table.kept;
      take(kept?.plan ?? { columns: reply.value.table.guess, defaults: mapping.defaults, blanks: mapping.blanks });
      return true;
    }
  }
  function take(plan: ImportPlan): void {
    mapping.columns = [...plan.columns];
    mapping.defaults = [...plan.defaults];
    mapping.blanks = plan.blanks;
    mapping.child = plan.child;
  }
  /** A copy that can leave the page. */
  const planned = () => ({
    columns: mapping.columns.map((column) => ({ ...column, options: { ...column.options } })),
    defaults: mapping.defaults.map((one) => ({ ...one })),
    blanks: mapping.blanks,
    ...(mapping.child === undefined ? {} : { child: mapping.child }),
  });
  /** Begins with a file; as far as somebody had come with it before where it is the same one. */
  async function begin(chosen: ChosenFile, draft: ImportDraft | undefined): Promise<boolean> {
    const known = draft?.hash === chosen.hash ? draft : undefined;
    file.value = chosen;
    table.value = undefined;
    Object.assign(as, known?.as ?? AS_IT_IS);
    mapping.defaults = [];
    mapping.blanks = 'not_asked';
    if (!(await read())) return false;
    if (known !== undefined && known.plan.columns.length === mapping.columns.length) take(known.plan);
    return true;
  }
  async function check(owner: UserId): Promise<string | undefined> {
    const chosen = file.value;
    if (chosen === undefined) return undefined;
    const mine = (round += 1);
    refused.value = undefined;
    busy.value = { what: 'check', done: 0, of: table.value?.rows ?? 0 };
    const plan = planned();
    for (let again = true; ; again = false) {
      const reply = await office().imports.check({ place: chosen.place, plan, owner, again });
      if (mine !== round) return undefined;
      if (reply.ok && reply.value.more) {
        busy.value = { what: 'check', done: reply.value.done, of: reply.value.of };
        continue;
      }
      busy.value = undefined;
      if (reply.ok && !reply.value.more) return reply.value.run.run;
      refused.value = reply.ok ? undefined : reply.error;
      return undefined;
    }
  }
  return {
    file,
    as,
    table,
    mapping,
    busy,
    refused,
    async choose(draft) {
      const reply = await office().imports.choose({});
      refused.value = reply.ok ? undefined : reply.error;
      return reply.ok && reply.value !== null && begin(reply.value, draft);
    },
    resume: begin,
    draft(step, owner) {
      const chosen = file.value;
      if (chosen === undefined || table.value === undefined || step < 2) return undefined;
      return { name: chosen.name, hash: chosen.hash, as: { ...as }, plan: planned(), owner: owner ?? null, step };
    },
    async readAs(next) {
      Object.assign(as, next);
      await read();
    },
    changeColumn(column, next) {
      const before = mapping.columns[column];
      if (before !== undefined) mapping.columns[column] = { ...before, ...next };
    },
    setExtras(column, next) {
      const before = mapping.columns[column];
      if (before === undefined) return;
      const { split, entry, currency, ...plain } = before;
      const now = { split, entry, currency, ...next };
      mapping.columns[column] = {
        ...plain,
        ...(now.split === undefined ? {} : { split: now.split }),
        ...(now.entry === undefined ? {} : { entry: now.entry }),
        ...(now.currency === undefined ? {} : { currency: now.currency }),
      };
    },
    change(next) {
      Object.assign(mapping, next);
    },
    take,
    async keep(name) {
      const reply = await office().imports.keepMapping({ name, plan: planned() });
      refused.value = reply.ok ? undefined : reply.error;
      return reply.ok;
    },
    check,
    stop() {
      round += 1;
      busy.value = undefined;
    },
  };
}
