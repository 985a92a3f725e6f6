import type {Sentence} from '../../protocol/index.ts';
import type {ApduChannel} from '../apdu/apdu-channel.ts';
import {
  type ApplicationSought,
  type InterindustryCommands,
  openApplication,
} from './interindustry-commands.ts';
import {PinBlocked} from './status-error.ts';

const residentRegister: ApplicationSought = {
  application: 'resident-register',
  errorId: 'KZS-RESIDENT-APPLICATION-NOT-FOUND',
  name: {en: 'resident register', ja: '住基AP'},
};

const pinFile = 0x001c;
const pinName: Sentence = {en: 'resident register PIN', ja: '住民基本台帳用暗証番号'};

/** What a municipality's terminal can do with 住基AP of a card: ask for the holder's PIN. [S3] */
export class ResidentRegisterSession {
  readonly #card: InterindustryCommands;

  private constructor(card: InterindustryCommands) {
    this.#card = card;
  }

  /** Selects the application. Throws `KZS-RESIDENT-APPLICATION-NOT-FOUND` when the card does not carry it. */
  static async open(channel: ApduChannel): Promise<ResidentRegisterSession> {
    return new ResidentRegisterSession(await openApplication(channel, residentRegister));
  }

  /** The tries left of the PIN; asking costs none. */
  async triesLeft(): Promise<number> {
    await this.#card.selectFile(pinFile);
    return this.#card.triesLeft(pinName);
  }

  /**
   * Asks the tries left and verifies the PIN only where there are any.
   * @throws WrongPin with the tries left; PinBlocked, and then no VERIFY was sent.
   */
  async verifyUnlessBlocked(pin: string): Promise<void> {
    if ((await this.triesLeft()) === 0) {
      throw new PinBlocked(pinName);
    }
    await this.#card.verify(pinName, Uint8Array.from(Buffer.from(pin, 'latin1')));
  }
}
