import type {Ending} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import {jpkiPhases} from '../../jpki/phases.ts';
import {refusalEnding} from '../../jpki/refusal-ending.ts';
import {signDocument} from '../../jpki/sign-document.ts';

const document = Buffer.from('暗証番号の初期化後の署名\n', 'utf8');

/** A document is signed with the password that the stage has, and the centre judges it. */
export const signAfterReset = async (stage: Stage): Promise<Ending> => {
  const {signed} = await signDocument(stage, document);
  const verified = await stage.step(jpkiPhases.verifyDocument, () =>
    stage.world.centre.verifySignedData(signed, document),
  );
  const [signer] = verified.signers;
  return verified.result === 'invalid'
    ? refusalEnding(
        {en: 'the signed document', ja: '署名文書'},
        {reason: verified.reason, steps: signer?.steps ?? []},
      )
    : {
        verdict: 'pass',
        reasonId: 'accepted',
        reason: {en: 'the centre accepts a signed document', ja: 'センターが署名文書を認めました'},
      };
};
