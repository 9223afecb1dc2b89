import type { NamedPart } from '../contracts/measures.contract.ts';
import { placeTreeOf } from '../forms/place-tree.ts';
import type { Configuration } from '../forms/types.ts';
import type { PartNames } from './measure.ts';
import type { SplitDef } from './splits.ts';

const NO_ANSWER = 'no_answer';

/** How lines and columns are called: with labels of options and areas, names of people, and words of the program. */
export function namePart(
  configuration: Configuration,
  nameOfPerson: (user: string) => string | undefined,
  names: PartNames | SplitDef['names'],
  id: string,
): NamedPart {
  if (names === 'none') return { id, word: 'all' };
  if (id === '') return { id, word: names === 'people' ? 'nobody' : NO_ANSWER };
  if (names === 'people') {
    const name = nameOfPerson(id);
    return name === undefined ? { id, word: 'nobody' } : { id, name };
  }
  if (names === 'areas') {
    const label = placeTreeOf(configuration).pathOf(id).at(-1)?.label;
    return label === undefined ? { id, name: id } : { id, label };
  }
  if (names === 'bands' || names === 'times') return { id, name: id };
  if ('words' in names) return { id, word: `${names.words}_${id}` };
  const options = configuration.lists.find((list) => list.id === names.list)?.options;
  const label = options?.find((option) => option.id === id)?.label;
  return label === undefined ? { id, name: id } : { id, label };
}
