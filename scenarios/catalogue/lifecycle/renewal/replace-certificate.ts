import {
  type Authority,
  type CertificateKind,
  checkPossession,
  type IssuedCertificate,
} from '../../../../centre/index.ts';
import {type IssuerSession, jpkiKeyFiles, type ProvenKey} from '../../../../terminal/index.ts';
import {Refused} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import {certificateHolder} from '../../../world/certified-keys.ts';
import {registeredHolder} from '../../../world/registered-holder.ts';
import {certificatePhases} from '../phases.ts';
import type {CertificateInUse} from './certificate-in-use.ts';
import {lastDayOfCard} from './last-day.ts';

/** What is asked of the centre for a key that the card has made. */
export interface Request extends ProvenKey {
  readonly kind: CertificateKind;
  readonly nonce: Uint8Array;
}

/** How a certificate comes to be, and what may go otherwise on the way. */
export interface Replacement {
  /** Default: the centre renews the certificate in use. */
  readonly issue?: (stage: Stage, request: Request, inUse: CertificateInUse) => Promise<IssuedCertificate>;
  /** What becomes of the request on its way to the centre. */
  readonly onTheWay?: (request: Request, stage: Stage) => Request | Promise<Request>;
}

/**
 * A new key on the card, its certificate from the centre, both into use at one moment, and only then is the old one
 * superseded: whatever is cut off, the holder has one that works. Bench-defined, C197. Errors: `KZS-CENTRE-RENEWAL-…`.
 */
export const replaceCertificate = async (
  stage: Stage,
  issuer: IssuerSession,
  inUse: CertificateInUse,
  {onTheWay = (same) => same, issue = renewed}: Replacement = {},
): Promise<IssuedCertificate> => {
  const {kind, serialNumber} = inUse;
  const phases = certificatePhases[kind];
  const nonce = await stage.step(phases.ask, () => {
    stage.world.renewal.check(serialNumber);
    return freshNonce(stage, serialNumber);
  });
  const issued = await newCertificate(stage, issuer, inUse, nonce, {onTheWay, issue});
  await supersede(stage, kind, issued.serialNumber, serialNumber);
  return issued;
};

/** Key, certificate, and both written; what was in use before is not touched at the centre. */
export const newCertificate = async (
  stage: Stage,
  issuer: IssuerSession,
  inUse: CertificateInUse,
  nonce: Uint8Array,
  {onTheWay = (same) => same, issue = renewed}: Replacement,
): Promise<IssuedCertificate> => {
  const {kind} = inUse;
  const {generate, issue: issuing} = certificatePhases[kind];
  const key = await stage.step(generate, () => issuer.generateProvenKey(jpkiKeyFiles(kind).key, nonce));
  const request = await onTheWay({...key, kind, nonce}, stage);
  const issued = await stage.step(issuing, async () => {
    checkPossession(request);
    return issue(stage, request, inUse);
  });
  await writeCertificate(stage, issuer, issued);
  return issued;
};

/** The certificate, and that of its authority where another generation issued it. */
export const writeCertificate = (
  stage: Stage,
  issuer: IssuerSession,
  {kind, certificate, serialNumber}: Pick<IssuedCertificate, 'kind' | 'certificate' | 'serialNumber'>,
): Promise<void> =>
  stage.step(certificatePhases[kind].write, async () => {
    const files = jpkiKeyFiles(kind);
    const authority = await authorityOf(stage, kind, serialNumber);
    await issuer.writeFile(files.authority, authority.certificate);
    await issuer.writeCertificate(files.certificate, certificate);
  });

export const supersede = (stage: Stage, kind: CertificateKind, newer: string, older: string): Promise<void> =>
  stage.step(certificatePhases[kind].supersede, () =>
    stage.world.renewal.supersede(newer, older, stage.world.wall()),
  );

/** Another one each time: a proof that was seen once proves nothing again. */
export const freshNonce = (stage: Stage, serialNumber: string): Uint8Array =>
  stage.world.random(`nonce/${serialNumber}/${stage.clock.now()}`).bytes(16);

/** 更新: to the sixth birthday, and no longer than the card. */
const renewed: NonNullable<Replacement['issue']> = (stage, {publicKey}, {serialNumber}) =>
  stage.world.renewal.issue({
    older: serialNumber,
    publicKey,
    holder: certificateHolder(registeredHolder(stage.image)),
    cardExpiresOn: lastDayOfCard(stage.image),
  });

const authorityOf = (stage: Stage, kind: CertificateKind, serialNumber: string): Promise<Authority> => {
  const {certificates, centre} = stage.world;
  const row = certificates.register.get(serialNumber);
  if (!row) {
    throw new Refused(
      {
        en: `the centre was expected to have ${serialNumber} in its register, but it has not`,
        ja: `センターの登録簿に ${serialNumber} が必要ですが、ありません`,
      },
      'not-registered',
    );
  }
  return centre.authorities.issuing(kind, row.notBefore);
};
