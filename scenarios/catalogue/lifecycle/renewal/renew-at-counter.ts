import type {CertificateKind, IssuedCertificate} from '../../../../centre/index.ts';
import {atTerminal} from '../../../engine/card-channel.ts';
import {type Ending, Refused} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import {serialNumberOf} from '../../../world/card-certificates.ts';
import {logIn} from '../../jpki/log-in.ts';
import {refusalEnding} from '../../jpki/refusal-ending.ts';
import {authenticateIssuer, receive, verifyResidentPin} from '../counter.ts';
import {lifecyclePhases} from '../phases.ts';
import {judgeSignature} from '../sign-with.ts';
import {certificateInUse, kindsOnCard} from './certificate-in-use.ts';
import {checkLastDay} from './renewed-last-day.ts';
import {type Replacement, replaceCertificate} from './replace-certificate.ts';

export interface Renewing extends Replacement {
  readonly kinds: readonly CertificateKind[];
  /** Default: the holder's. */
  readonly residentPin?: string;
  /** Default: the issuer's of this card. */
  readonly issuerKey?: Uint8Array;
}

/** 電子証明書の更新: what the card has of these kinds is replaced, and the new ones are used. */
export const renewAtCounter = async (stage: Stage, {kinds, ...how}: Renewing): Promise<Ending> => {
  await receive(stage);
  const renewed = await atTerminal(stage, async (channel) => {
    await verifyResidentPin(stage, channel, how.residentPin);
    const inUse = [];
    for (const kind of await kindsOnCard(channel, kinds)) {
      inUse.push(await certificateInUse(stage, channel, kind));
    }
    const issuer = await authenticateIssuer(stage, channel, how.issuerKey);
    const issued: IssuedCertificate[] = [];
    for (const one of inUse) {
      const newer = await replaceCertificate(stage, issuer, one, how);
      checkLastDay(stage, newer);
      issued.push(newer);
    }
    return issued;
  });
  return proveRenewed(stage, renewed);
};

/** Each new certificate is used as a service would have it: a log-in, a signed document. */
export const proveRenewed = async (
  stage: Stage,
  renewed: readonly Pick<IssuedCertificate, 'kind' | 'serialNumber'>[],
): Promise<Ending> => {
  for (const {kind, serialNumber} of renewed) {
    await (kind === 'user-authentication' ? logInWith(stage, serialNumber) : signWith(stage, serialNumber));
  }
  await stage.step(lifecyclePhases.explain, () => undefined);
  const serialNumbers = renewed.map(({serialNumber}) => serialNumber).join(', ');
  return {
    verdict: 'pass',
    reasonId: 'renewed',
    reason: {
      en: `the card uses the new certificates ${serialNumbers}; each replaced one that is superseded and linked to it`,
      ja: `カードは新しい証明書 ${serialNumbers} を使用し、旧証明書は失効(superseded)、新旧は紐付け済みです`,
    },
  };
};

export const logInWith = async (stage: Stage, serialNumber: string): Promise<void> => {
  const {result, certificate} = await logIn(stage);
  if (result.result === 'invalid') {
    refuse(refusalEnding({en: 'the log-in', ja: 'ログイン'}, result));
  }
  expectSerialNumber(serialNumber, certificate);
};

export const signWith = async (stage: Stage, serialNumber: string): Promise<void> => {
  const {ending, certificate} = await judgeSignature(stage);
  if (ending.verdict !== 'pass') {
    refuse(ending);
  }
  expectSerialNumber(serialNumber, certificate);
};

const refuse = ({reason, reasonId}: Ending): never => {
  throw new Refused(reason, reasonId);
};

const expectSerialNumber = (expected: string, certificate: Uint8Array): void => {
  const came = serialNumberOf(certificate);
  if (came !== expected) {
    throw new Refused(
      {
        en: `the card was expected to use the certificate ${expected}, but it used ${came}`,
        ja: `カードは証明書 ${expected} を使うはずですが、${came} を使いました`,
      },
      'old-certificate',
    );
  }
};
