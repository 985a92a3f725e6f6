import type {Sentence} from '../../../protocol/index.ts';
import type {Ending} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import {jpkiPhases} from '../jpki/phases.ts';
import {refusalEnding} from '../jpki/refusal-ending.ts';
import {signDocument} from '../jpki/sign-document.ts';

/** What is signed, and how it is said that the centre takes it. */
export interface SignedText {
  readonly document: Uint8Array;
  readonly accepted: Sentence;
}

const afterProcedure: SignedText = {
  document: Buffer.from('手続き後の電子署名の確認\n', 'utf8'),
  accepted: {en: 'the centre accepts the signature', ja: 'センターが署名を認めました'},
};

/** A document as the centre judged it, with the signer's certificate. */
export interface JudgedSignature {
  readonly ending: Ending;
  readonly certificate: Uint8Array;
}

/** The holder signs a document, a service has the centre judge it. */
export const judgeSignature = async (
  stage: Stage,
  {document, accepted}: SignedText = afterProcedure,
): Promise<JudgedSignature> => {
  const {signed} = await signDocument(stage, document);
  const {result, reason, signers} = await stage.step(jpkiPhases.verifyDocument, () =>
    stage.world.centre.verifySignedData(signed, document),
  );
  const [signer] = signers;
  const certificate = signer?.certificate ?? new Uint8Array();
  if (result === 'invalid') {
    const what = {en: 'the signed document', ja: '署名文書'};
    return {certificate, ending: refusalEnding(what, {reason, steps: signer?.steps ?? []})};
  }
  return {
    certificate,
    ending: {verdict: 'pass', reasonId: 'accepted', reason: accepted},
  };
};

export const endingOfSignature = async (stage: Stage, text?: SignedText): Promise<Ending> =>
  (await judgeSignature(stage, text)).ending;
