import {berTlv} from '../../protocol/index.ts';
import {cardRecognitionData} from '../card-recognition-data.ts';
import {cvCertificate} from '../card-verifiable/cv-certificate.ts';
import {secureChannels} from '../content-management/secure-channels.ts';
import type {Personalisation} from './personalisation.ts';

/** Tags of the card's own data objects. [S3] */
export const cardDataTags = {
  issuerIdentification: 0x0042,
  cardIdentification: 0x0045,
  cardRecognition: 0x0066,
  municipalityCode: 0x00f0,
  expiry: 0x00f2,
  intermediateKeyId: 0x00f7,
  /** The root certifies the intermediate, here the municipality. */
  upperCertificate: 0x00f8,
  /** The intermediate certifies a key of the card. */
  lowerCertificate: 0x7f21,
} as const;

const t = cardDataTags;

const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

/** GET DATA hands out what is in 7F21, not 7F21 itself. [S3] */
const contentsOf = (certificate: Uint8Array): Uint8Array => Uint8Array.from(berTlv.decode(certificate).value);

/**
 * What a new card says of itself: value by tag. Which key 0042 names and which one 7F21 certifies is not known of
 * real cards. Bench-defined, D26 and D28.
 */
export const cardDataOf = (made: Personalisation): ReadonlyMap<number, Uint8Array> => {
  const {identity, persona, cardKeys} = made;
  const {root, municipality} = made.cvHierarchies.card;
  const upper = cvCertificate(
    {keyId: municipality.keyId, key: municipality.keys.publicKey},
    {keyId: root.keyId, key: root.keys.privateKey},
  );
  const lower = cvCertificate(
    {keyId: ownKeyId(identity.cardSerial, municipality.keyId), key: cardKeys.cardSurface.publicKey},
    {keyId: municipality.keyId, key: municipality.keys.privateKey},
  );
  return new Map([
    [t.issuerIdentification, root.keyId],
    [t.cardIdentification, ascii(identity.cardSerial)],
    [t.cardRecognition, berTlv.encode(cardRecognitionData(secureChannels[made.secureChannel ?? 'scp03']))],
    [t.municipalityCode, ascii(persona.holder.municipalityCode)],
    [t.expiry, ascii(identity.expiresOn.replaceAll('-', ''))],
    [t.intermediateKeyId, municipality.keyId],
    [t.upperCertificate, contentsOf(upper)],
    [t.lowerCertificate, contentsOf(lower)],
  ]);
};

/** The last seven digits of the card's serial number in the place of the municipality's. */
const ownKeyId = (cardSerial: string, municipality: Uint8Array): Uint8Array =>
  Uint8Array.from([...ascii(cardSerial.slice(-7)), ...municipality.subarray(7)]);
