import {
  aidBeginsWith,
  aids,
  type CommandApdu,
  classByte,
  commandApdu,
  maskedResponse,
  responseApdu,
  toHex,
} from '../../protocol/index.ts';

/** EFs of the card's own applications whose content is the 個人番号, a picture or a hash of it. [S1] [S3] */
const confidentialFiles = [
  {aid: aids['text-assistance'], files: [0x0001, 0x0003]},
  {aid: aids['card-surface'], files: [0x0005]},
];

/** An application that did not come with the card may hold anything, as the id of a service's user. Bench-defined, D206 */
const everything: ReadonlySet<number> = new Set(Array.from({length: 32}, (_, sfi) => sfi));

const select = 0xa4;
const readBinary = 0xb0;
const readRecord = 0xb2;
/** READ BINARY and READ RECORD in both forms, and GET RESPONSE, which hands out the rest of one. */
const reads = new Set([readBinary, readBinary + 1, readRecord, readRecord + 1, 0xc0]);

/** SW1 of a command that was carried out: normal processing, more data, warnings. */
const done = new Set([0x90, 0x61, 0x62, 0x63]);

/** What a terminal can know of the EF that is current: its SFI, or nothing. */
type CurrentFile = number | 'unknown';

/**
 * Follows what is selected on a card and masks what a terminal's record may not hold. Where it cannot tell which EF
 * is current, as behind an encrypted SELECT or before the first one, what is read is masked.
 */
export class ConfidentialReads {
  /** SFIs that are confidential in what may be the current application. */
  #confidential: ReadonlySet<number> = new Set(confidentialFiles.flatMap(({files}) => files));
  #file: CurrentFile = 'unknown';

  /** The response to this command as hex for a record. */
  recorded(command: Uint8Array, response: Uint8Array): string {
    const sent = decoded(command);
    if (!sent) {
      // Bytes that are no command to us may still be one to a card.
      this.#file = 'unknown';
    } else if (response.length >= 2) {
      this.#follow(sent, responseApdu.decode(response).sw.sw1);
    }
    const read = sent === undefined || reads.has(sent.ins);
    const open = this.#file !== 'unknown' && !this.#confidential.has(this.#file);
    return read && !open && this.#confidential.size > 0 ? maskedResponse(response) : toHex(response);
  }

  #follow(sent: CommandApdu, sw1: number): void {
    const sfi = shortIdentifier(sent);
    const succeeded = done.has(sw1);
    if (sfi !== 0) {
      // A command that was refused may have made its EF current or not.
      this.#file = succeeded ? sfi : 'unknown';
    } else if (sent.ins === select && succeeded) {
      this.#selected(sent);
    }
  }

  #selected({cla, p1, data}: CommandApdu): void {
    const {secureMessaging, chaining} = classByte(cla);
    const readable = secureMessaging === 'none' && !chaining;
    if (p1 === 4) {
      const may = confidentialFiles.filter(({aid}) => !readable || aidBeginsWith(aid, data));
      const known = !readable || Object.values(aids).some((aid) => aidBeginsWith(aid, data));
      this.#confidential = known ? new Set(may.flatMap(({files}) => files)) : everything;
      this.#file = 'unknown';
    } else if (data.length > 0) {
      this.#file = readable && data.length === 2 ? (data[1] as number) & 0x1f : 'unknown';
    }
  }
}

/** The SFI in P1 of READ BINARY, in P2 of READ RECORD; 0 where there is none. */
const shortIdentifier = ({ins, p1, p2}: CommandApdu): number => {
  if (ins === readBinary) {
    return (p1 & 0x80) === 0 ? 0 : p1 & 0x1f;
  }
  return ins === readRecord ? p2 >> 3 : 0;
};

const decoded = (bytes: Uint8Array): CommandApdu | undefined => {
  try {
    return commandApdu.decode(bytes);
  } catch {
    return undefined;
  }
};
