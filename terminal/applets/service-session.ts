import {
  appletFiles,
  appletSizes,
  type StandardAppletName,
  standardApplets,
} from '../../protocol/applets/index.ts';
import {type Random, type Sentence, sw, toHex} from '../../protocol/index.ts';
import type {ApduChannel} from '../apdu/apdu-channel.ts';
import {type InterindustryCommands, interindustryCommands} from '../sessions/interindustry-commands.ts';
import {expectOk} from '../sessions/status-error.ts';
import {appletSecureMessaging} from './applet-secure-messaging.ts';
import {authenticate, type ServiceKey} from './authenticate.ts';
import {appletNotFound} from './errors.ts';

/** Which application of which service, and how the terminal proves itself. */
export interface ServiceChoice {
  readonly type: 'service-a' | 'service-d';
  /** AID of the instance; the module's where nobody chose another. */
  readonly aid?: Uint8Array;
  readonly key: ServiceKey;
  readonly random: Random;
}

const pinName: Sentence = {en: 'service PIN', ja: '業務用暗証番号'};

/** A terminal in front of 業務タイプA or D, behind mutual authentication. What type D says travels encrypted. */
export class ServiceSession {
  readonly #card: InterindustryCommands;

  private constructor(card: InterindustryCommands) {
    this.#card = card;
  }

  /**
   * Selects the application and authenticates both ends.
   * @throws KazasuError `KZS-APPLET-NOT-FOUND`, `KZS-APPLET-KEY-REFUSED`, `KZS-APPLET-KEY-LOCKED`,
   * `KZS-APPLET-CARD-NOT-GENUINE`.
   */
  static async open(channel: ApduChannel, {type, aid, key, random}: ServiceChoice): Promise<ServiceSession> {
    const card = await selectApplet(channel, type, aid);
    const keys = await authenticate(card, {key, random});
    return new ServiceSession(
      type === 'service-d' ? interindustryCommands(appletSecureMessaging(channel, keys)) : card,
    );
  }

  /** The tries left of the PIN; asking costs none. `KZS-CARD-STATUS` (6A88) where the instance has none. */
  async pinTriesLeft(): Promise<number> {
    await this.#card.selectFile(appletFiles.pin);
    return this.#card.triesLeft(pinName);
  }

  /**
   * Verifies the PIN, once, and wipes it.
   * @throws WrongPin with the tries left, PinBlocked when there are none.
   */
  async verifyPin(pin: Uint8Array): Promise<void> {
    await this.#selectPin(pin);
    await this.#card.verify(pinName, pin);
  }

  /** Sets a new PIN, and wipes it; the old one is verified, and the service lets its holders change it. */
  async changePin(pin: Uint8Array): Promise<void> {
    await this.#selectPin(pin);
    await this.#card.changeReferenceData(pin);
  }

  /** The id by which the service knows its user, 1 to 64 bytes. Whatever the terminal does with it, it is personal. */
  async readId(): Promise<Uint8Array> {
    await this.#card.selectFile(appletFiles.id);
    return this.#card.readBinary(0, appletSizes.id);
  }

  async #selectPin(pin: Uint8Array): Promise<void> {
    try {
      await this.#card.selectFile(appletFiles.pin);
    } catch (error) {
      pin.fill(0);
      throw error;
    }
  }
}

/** The id of 共通カードAP, 16 bytes: any terminal reads it, also one that is connected to nothing. */
export const readCommonCardId = async (channel: ApduChannel, aid?: Uint8Array): Promise<Uint8Array> => {
  const card = await selectApplet(channel, 'common-card', aid);
  await card.selectFile(appletFiles.id);
  return card.readPieces(0, appletSizes.commonId);
};

const selectApplet = async (
  channel: ApduChannel,
  name: StandardAppletName,
  aid: Uint8Array | undefined,
): Promise<InterindustryCommands> => {
  const {title, moduleAid} = standardApplets[name];
  const card = interindustryCommands(channel);
  const response = await card.send({ins: 0xa4, p1: 4, p2: 0x0c, data: aid ?? moduleAid});
  if (response.sw === sw.fileNotFound) {
    throw appletNotFound(title, response.sw.toString());
  }
  expectOk(`SELECT ${toHex(aid ?? moduleAid)}`, response);
  return card;
};
