import {areaNames, type CardContent} from '../../../centre/index.ts';
import type {Sentence} from '../../../protocol/index.ts';
import type {Stage} from '../../engine/stage.ts';

/** Tells which applications stand in the areas, by what GET STATUS lists: AID and state, and no id of anybody. */
export const noteAreas = (
  stage: Pick<Stage, 'note'>,
  when: Sentence,
  content: readonly CardContent[],
): void => {
  const areas = areaNames.map((area) => {
    const there = content
      .filter((one) => one.area === area && one.object === 'instance')
      .map(({aid, state}) => `${aid} (${state})`);
    return `${area}: ${there.length === 0 ? '-' : there.join(', ')}`;
  });
  stage.note({
    en: `areas ${when.en}: ${areas.join('; ')}`,
    ja: `${when.ja}の領域: ${areas.join('; ')}`,
  });
};
