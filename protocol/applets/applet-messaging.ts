import {type CommandApdu, command} from '../apdu/command.ts';
import type {ResponseApdu} from '../apdu/response.ts';
import {StatusWord} from '../apdu/status-word.ts';
import {padded, withoutPadding} from '../ciphers/bit-padding.ts';
import {sameBytes} from '../globalplatform/authentication.ts';
import {berTlv, findTlv, type Tlv, tlv} from '../tlv/ber-tlv.ts';
import type {KeyPairOfChannel} from './mutual-authentication.ts';

/** Data objects of secure messaging, ISO/IEC 7816-4 clause 10.3. */
const tags = {cryptogram: 0x87, expectedLength: 0x97, status: 0x99, mac: 0x8e} as const;
/** Class byte of a protected command: the header is authenticated. */
const protectedClass = 0x0c;
const blockBytes = 16;
const wireMacBytes = 8;
/** Tag and length in front of a MAC. */
const macObjectBytes = 2 + wireMacBytes;
const paddingIndicator = 0x01;

/**
 * One end of 業務タイプD's secure messaging: commands are counted, each MAC goes into the next one, in both directions.
 * AES-128-CBC under the encrypted counter, CMAC of which 8 bytes travel. Bench-defined, D205
 */
export class AppletChannel {
  readonly #keys: KeyPairOfChannel;
  #chain: Uint8Array = new Uint8Array(blockBytes);
  #counter = 0;

  constructor(keys: KeyPairOfChannel) {
    this.#keys = keys;
  }

  /** A plain command as it travels. */
  protectCommand(plain: CommandApdu): CommandApdu {
    this.#counter += 1;
    const objects: Tlv[] = [
      ...(plain.data.length > 0 ? [this.#sealed(plain.data, 'command')] : []),
      ...(plain.ne > 0 ? [tlv(tags.expectedLength, Uint8Array.of(plain.ne & 0xff))] : []),
    ];
    const body = Buffer.concat(objects.map((one) => berTlv.encode(one)));
    const header = {cla: protectedClass, ins: plain.ins, p1: plain.p1, p2: plain.p2};
    return command({...header, data: this.#withMac(paddedHeader(header), body), ne: 256});
  }

  /** The plain command; undefined where its MAC or form is wrong, and behind that the channel is of no more use. */
  openCommand(travelling: CommandApdu): CommandApdu | undefined {
    this.#counter += 1;
    const body = this.#withoutMac(paddedHeader(travelling), travelling.data);
    const objects = body && objectsOf(body, [tags.cryptogram, tags.expectedLength]);
    if (!objects) {
      return undefined;
    }
    const cryptogram = findTlv(objects, tags.cryptogram);
    const data = cryptogram ? this.#unsealed(cryptogram.value, 'command') : new Uint8Array(0);
    const expected = findTlv(objects, tags.expectedLength)?.value;
    if (!data || (expected && expected.length !== 1)) {
      return undefined;
    }
    const {ins, p1, p2} = travelling;
    return command({cla: 0, ins, p1, p2, data, ne: expected ? expected[0] || 256 : 0});
  }

  /** The response to the command that was opened last, as it travels; its status word is inside too. */
  protectResponse({data, sw}: ResponseApdu): ResponseApdu {
    const objects = [
      ...(data.length > 0 ? [this.#sealed(data, 'response')] : []),
      tlv(tags.status, Uint8Array.of(sw.value >> 8, sw.value & 0xff)),
    ];
    const body = Buffer.concat(objects.map((one) => berTlv.encode(one)));
    return {data: this.#withMac(new Uint8Array(0), body), sw};
  }

  /** The plain response, by the status word that was protected; undefined where it is not to be believed. */
  openResponse({data}: ResponseApdu): ResponseApdu | undefined {
    const body = this.#withoutMac(new Uint8Array(0), data);
    const objects = body && objectsOf(body, [tags.cryptogram, tags.status]);
    const status = findTlv(objects, tags.status)?.value;
    if (status?.length !== 2) {
      return undefined;
    }
    const cryptogram = findTlv(objects, tags.cryptogram);
    const plain = cryptogram ? this.#unsealed(cryptogram.value, 'response') : new Uint8Array(0);
    const [high = 0, low = 0] = status;
    return plain && {data: plain, sw: StatusWord.of((high << 8) | low)};
  }

  #withMac(header: Uint8Array, body: Uint8Array): Uint8Array {
    this.#chain = Uint8Array.from(this.#keys.mac.cmac(this.#chain, header, body));
    const mac = berTlv.encode(tlv(tags.mac, this.#chain.subarray(0, wireMacBytes)));
    return Uint8Array.from(Buffer.concat([body, mac]));
  }

  /** What stands before the MAC, which comes last. */
  #withoutMac(header: Uint8Array, data: Uint8Array): Uint8Array | undefined {
    const length = data.length - macObjectBytes;
    if (length < 0 || data[length] !== tags.mac || data[length + 1] !== wireMacBytes) {
      return undefined;
    }
    const body = data.subarray(0, length);
    const expected = Uint8Array.from(this.#keys.mac.cmac(this.#chain, header, body));
    if (!sameBytes(expected.subarray(0, wireMacBytes), data.subarray(length + 2))) {
      return undefined;
    }
    this.#chain = expected;
    return body;
  }

  #sealed(data: Uint8Array, direction: Direction): Tlv {
    const block = padded(data, blockBytes);
    const cryptogram = this.#keys.enc.encryptCbc(this.#initialVector(direction), block);
    block.fill(0);
    return tlv(tags.cryptogram, Uint8Array.of(paddingIndicator, ...cryptogram));
  }

  #unsealed(value: Uint8Array, direction: Direction): Uint8Array | undefined {
    const cryptogram = Uint8Array.from(value.subarray(1));
    if (value[0] !== paddingIndicator || cryptogram.length === 0 || cryptogram.length % blockBytes !== 0) {
      return undefined;
    }
    const plain = this.#keys.enc.decryptCbc(this.#initialVector(direction), cryptogram);
    const found = withoutPadding(plain, blockBytes);
    return found && Uint8Array.from(found);
  }

  /** The counter encrypted, with 80 in front for a response. */
  #initialVector(direction: Direction): Uint8Array {
    const block = Buffer.alloc(blockBytes);
    block.writeUIntBE(this.#counter, blockBytes - 6, 6);
    block[0] = direction === 'response' ? 0x80 : 0x00;
    return this.#keys.enc.encryptBlock(block);
  }
}

type Direction = 'command' | 'response';

/** Header as the MAC sees it, filled up to a block. */
const paddedHeader = ({ins, p1, p2}: Pick<CommandApdu, 'ins' | 'p1' | 'p2'>): Uint8Array =>
  padded(Uint8Array.of(protectedClass, ins, p1, p2), blockBytes);

/** The data objects, each of these tags at most once and in this order; undefined for anything else. */
const objectsOf = (body: Uint8Array, allowed: readonly number[]): Tlv[] | undefined => {
  let objects: Tlv[];
  try {
    objects = berTlv.decodeAll(body);
  } catch {
    return undefined;
  }
  const places = objects.map(({tag}) => allowed.indexOf(tag));
  return places.every((place, n) => place > (places[n - 1] ?? -1)) ? objects : undefined;
};
