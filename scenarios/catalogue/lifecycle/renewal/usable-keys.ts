import {createPrivateKey, createPublicKey, X509Certificate} from 'node:crypto';
import type {CertificateKind} from '../../../../centre/index.ts';
import type {CardImage} from '../../../../emulator/index.ts';
import type {Sentence} from '../../../../protocol/index.ts';
import type {Invariant} from '../../../engine/scenario.ts';
import {cardCertificates} from '../../../world/card-certificates.ts';

/** The EF of each key, as the card's image names it. */
const keyFiles: Readonly<Record<CertificateKind, string>> = {
  'user-authentication': '0017',
  'digital-signature': '001A',
};

const kinds = Object.keys(keyFiles) as CertificateKind[];

/** Old or new, never none: what the card has of certificates is good at the centre and fits its key. */
export const keysUsable: Invariant = {
  id: 'keys-usable',
  title: {
    en: 'every certificate on the card is good at the centre, and its key is the one in use',
    ja: 'カードの証明書はセンターで有効であり、使用中の鍵と対応する',
  },
  async broken(stage) {
    const image = await stage.snapshot();
    const {states} = stage.world.certificates;
    for (const kind of kinds) {
      const certificate = certificateOf(image, kind);
      if (certificate === undefined && certificateOf(stage.image, kind) === undefined) {
        continue;
      }
      const state = certificate && states.stateAt(certificate.serialNumber, stage.world.wall()).state;
      const why =
        certificate === undefined
          ? without(kind)
          : state !== 'valid'
            ? notGood(kind, state ?? 'unlisted')
            : isPair(image, kind, certificate.certificate)
              ? undefined
              : foreign(kind);
      if (why) {
        return why;
      }
    }
    return undefined;
  },
};

/** Nobody is left with a superseded certificate that no other one has replaced. */
export const supersededLinked: Invariant = {
  id: 'superseded-linked',
  title: {
    en: 'every superseded certificate is linked to the one that replaced it',
    ja: '失効(superseded)した証明書は後継の証明書に紐付いている',
  },
  async broken({world}) {
    const {register, states} = world.certificates;
    const at = world.wall();
    const lonely = register.page({limit: 1000}).find(({serialNumber}) => {
      const found = states.stateAt(serialNumber, at);
      return (
        found.state === 'revoked' &&
        found.reason === 'superseded' &&
        world.linkage.successorOf(serialNumber, at).outcome !== 'linked'
      );
    });
    return (
      lonely && {
        en: `${lonely.serialNumber} is superseded by none`,
        ja: `${lonely.serialNumber} に後継がありません`,
      }
    );
  },
};

const certificateOf = (image: CardImage, kind: CertificateKind) => {
  const {userAuthentication, digitalSignature} = cardCertificates(image);
  return kind === 'user-authentication' ? userAuthentication : digitalSignature;
};

const isPair = ({applications}: CardImage, kind: CertificateKind, certificate: Uint8Array): boolean => {
  const pkcs8 = applications['jpki']?.privateKeys[keyFiles[kind]];
  if (pkcs8 === undefined) {
    return false;
  }
  const key = createPrivateKey({key: Buffer.from(pkcs8, 'base64'), format: 'der', type: 'pkcs8'});
  return createPublicKey(key).equals(new X509Certificate(certificate).publicKey);
};

const without = (kind: CertificateKind): Sentence => ({
  en: `the card has no ${kind} certificate any more`,
  ja: `カードに ${kind} の証明書がなくなりました`,
});

const notGood = (kind: CertificateKind, state: string): Sentence => ({
  en: `the ${kind} certificate on the card is ${state} at the centre`,
  ja: `カードの ${kind} の証明書はセンターで ${state} です`,
});

const foreign = (kind: CertificateKind): Sentence => ({
  en: `the ${kind} certificate on the card belongs to another key`,
  ja: `カードの ${kind} の証明書は別の鍵のものです`,
});
