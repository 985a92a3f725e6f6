import type {Precondition} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import {accessTo} from '../card-at-terminal.ts';
import {preparing} from '../preparing-phases.ts';
import {userId} from '../town-service.ts';

/** A register is linked (既存住基連携), which knows the holder by this id, or nobody. */
export const linkedRegister = (known: string | undefined): Precondition => ({
  id: 'register-linked',
  title: {en: 'a register is linked', ja: '既存住基と連携済み'},
  establish: (stage) => link(stage, known),
});

/** The same where the parameter `linked` asks for it. */
export const linkedWhereAsked: Precondition = {
  id: 'register-as-asked',
  title: {en: 'a register is linked where the parameter says so', ja: '連携はパラメーターのとおり'},
  async establish(stage) {
    if (stage.parameters['linked'] === true) {
      await link(stage, userId);
    }
  },
};

const link = async (stage: Stage, known: string | undefined): Promise<void> => {
  const {management} = await stage.world.cardManagement();
  const cardId = await accessTo(stage).cardId();
  await stage.step(preparing.setUp, () => {
    management.settings.change({linkage: 'existing-register'});
    if (known !== undefined) {
      management.linkage.put('existing-register', cardId, known);
    }
  });
};
