import type {Sentence} from '../../../protocol/index.ts';
import {cvCertificate} from '../../card-verifiable/cv-certificate.ts';
import type {Personalisation} from '../../images/personalisation.ts';
import {withTrailingBytes} from '../../images/trailing-bytes.ts';
import type {ApplicationState, CredentialState} from '../../os/state.ts';
import {birthDatePin, verificationNumberA, verificationNumberB} from '../../personas/verification-numbers.ts';
import {cardPictures} from '../../pictures/card-pictures.ts';
import {verificationNumberTries} from '../../profiles/behaviour.ts';
import {birthDateTries, cardSurfaceFiles as f} from './application.ts';
import {ageRecord, basicInformation, cardFace, myNumberRecord} from './contents.ts';

const digits = (text: string, triesLeft: number): CredentialState => ({
  value: Uint8Array.from(Buffer.from(text, 'latin1')),
  triesLeft,
});

/** The card-surface application of a new card, with all tries left. Draws the card's pictures. */
export const cardSurfaceState = async (
  made: Personalisation,
  remark: (said: Sentence) => void,
): Promise<ApplicationState> => {
  const {persona, identity, pictureSeed, profile} = made;
  const {holder} = persona;
  const tries = verificationNumberTries(profile.behaviour);
  const file = (content: Uint8Array): Uint8Array => withTrailingBytes(profile.behaviour, content);
  const pictures = await cardPictures({holder, identity, pictureSeed});
  if (pictures.missing.length > 0) {
    remark(boxes(pictures.missing));
  }
  const {root, municipality} = made.cvHierarchies.cardSurface;
  return {
    contents: new Map([
      [f.age, file(ageRecord(made))],
      [f.face, file(cardFace(made, pictures))],
      [f.basic, file(basicInformation(made))],
      [
        f.certificate,
        file(
          cvCertificate(
            {keyId: municipality.keyId, key: municipality.keys.publicKey},
            {keyId: root.keyId, key: root.keys.privateKey},
          ),
        ),
      ],
      [f.myNumber, file(myNumberRecord(made, pictures))],
      [f.filler, new Uint8Array(16).fill(0xff)],
    ]),
    records: new Map(),
    credentials: new Map([
      [f.birthDate, digits(birthDatePin(holder), birthDateTries)],
      [f.verificationNumberB, digits(verificationNumberB(holder, identity), tries)],
      [f.verificationNumberA, digits(verificationNumberA(identity), tries)],
    ]),
    privateKeys: new Map([
      [
        f.internalKey,
        Uint8Array.from(made.cardKeys.cardSurface.privateKey.export({format: 'der', type: 'pkcs8'})),
      ],
    ]),
    publicKeys: new Map(),
  };
};

const boxes = (missing: readonly string[]): Sentence => {
  const characters = [...new Set(missing)].join(' ');
  return {
    en: `the font of the card's pictures lacks ${characters}: boxes stand in their place`,
    ja: `カード券面画像のフォントに ${characters} がないため、□で描きました`,
  };
};
