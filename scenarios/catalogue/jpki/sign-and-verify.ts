import {holderAttributes} from '../../../centre/index.ts';
import {type Ending, Refused} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import type {StageWith} from '../../parameters/define-scenario.ts';
import type {ParameterTable, ValuesOf} from '../../parameters/parameter.ts';
import {serialNumberOf} from '../../world/card-certificates.ts';
import {jpkiPhases} from './phases.ts';
import {refusalEnding} from './refusal-ending.ts';
import {type HowToSign, type SignedDocument, signDocument} from './sign-document.ts';

const text = Buffer.from('転入届の事前申請\n届出日 令和8年4月1日\n', 'utf8');

export const signParameters = {
  documentBytes: {
    type: 'number',
    title: {en: 'length of the document that is signed', ja: '署名する文書の長さ'},
    default: text.length,
    min: 1,
    max: 64 * 1024 * 1024,
    whole: true,
    unit: 'bytes',
  },
} as const satisfies ParameterTable;

/** The text, again and again until the document is as long as was asked for. */
const documentOf = ({documentBytes}: ValuesOf<typeof signParameters>): Uint8Array =>
  Buffer.alloc(documentBytes, text);

/** Where a document is refused before its signers are asked. */
const unreadableDocument = {step: 'content', outcome: 'failed', evidence: {}} as const;

export type SignStage = StageWith<typeof signParameters>;

export interface SignChanges extends HowToSign {
  /** What becomes of document and signature on their way to the service. */
  readonly onTheWay?: (sent: SignedDocument, stage: Stage) => SignedDocument | Promise<SignedDocument>;
}

/** Signs the document, lets the centre judge it, and takes from the certificate what a service needs. */
export const signAndVerify = async (
  stage: SignStage,
  {onTheWay = (same) => same, ...how}: SignChanges = {},
): Promise<Ending> => {
  const {document: sent, signed} = await onTheWay(
    await signDocument(stage, documentOf(stage.parameters), how),
    stage,
  );
  const verified = await stage.step(jpkiPhases.verifyDocument, () =>
    stage.world.centre.verifySignedData(signed, sent),
  );
  const [signer] = verified.signers;
  if (verified.result === 'invalid' || !signer?.certificate) {
    return refusalEnding(
      {en: 'the signed document', ja: '署名文書'},
      {reason: verified.reason, steps: signer?.steps ?? [unreadableDocument]},
    );
  }
  const {certificate} = signer;
  const attributes = await stage.step(jpkiPhases.extractAttributes, () => holderAttributes(certificate));
  if (!attributes) {
    throw new Refused(
      {
        en: 'name, address, birth date and sex were expected in the certificate, but not all of them are there',
        ja: '証明書に氏名・住所・生年月日・性別が必要ですが、揃っていません',
      },
      'attributes-missing',
    );
  }
  const link = await stage.step(jpkiPhases.askLink, () =>
    stage.world.linkage.authenticationOf(serialNumberOf(certificate), stage.world.wall()),
  );
  const count = Object.values(attributes).filter((value) => value !== '').length;
  return {
    verdict: 'pass',
    reasonId: 'accepted',
    reason: {
      en: `the centre accepts the signature over ${sent.length} bytes; ${count} attributes of the holder were taken from the certificate and kept out of every report; ${link.outcome === 'linked' ? `it belongs to the log-in certificate ${link.to}` : 'no log-in certificate belongs to it'}`,
      ja: `センターが ${sent.length} バイトの文書への署名を認めました。証明書から基本4情報 ${count} 項目を抽出し、報告には含めていません。${link.outcome === 'linked' ? `対応する利用者証明用電子証明書は ${link.to} です` : '対応する利用者証明用電子証明書はありません'}`,
    },
  };
};
