import type {Sentence} from '../../protocol/index.ts';

/** Of more than so many names only the first are told: nobody reads on. */
const named = 4;

/** Which names there are, as the end of an error about one that is not among them. */
export const someOf = (names: readonly string[]): Sentence => {
  if (names.length === 0) {
    return {en: 'there are none', ja: '1つもありません'};
  }
  if (names.length <= named) {
    return {en: `there are ${names.join(', ')}`, ja: `あるのは ${names.join('、')} です`};
  }
  const some = names.slice(0, named - 1);
  return {
    en: `there are ${names.length}, such as ${some.join(', ')} (--list shows all)`,
    ja: `${some.join('、')} など ${names.length} 件あります(--list で一覧)`,
  };
};
