import type {CardImage} from '../../emulator/index.ts';
import {berTlv, findTlv, type Tlv} from '../../protocol/index.ts';
import type {Attributes} from '../../terminal/index.ts';
import {cardCertificates} from './card-certificates.ts';

/** What a municipality's terminal shows of the applicant (本人確認情報), from the day the card was ordered. */
export interface ResidentRecord extends Attributes {
  /** 照合番号B: birth date, year of expiry and security code, 14 digits; the last four are printed on the card. */
  readonly verificationNumberB: string;
  /** Which certificates were applied for. */
  readonly appliedFor: {readonly userAuthentication: boolean; readonly digitalSignature: boolean};
  /** The holder has said to move out since. */
  readonly movedOut?: boolean;
}

/** The record a card was ordered by: what its maker was told, not what the chip tells now. */
export const residentRecordOf = (image: CardImage): ResidentRecord => {
  const {applications} = image;
  const written = Buffer.from(applications['text-assistance']?.contents['0002'] ?? '', 'base64');
  const objects = firstObject(written)?.children;
  const text = (tag: number): string => Buffer.from(findTlv(objects, tag)?.value ?? []).toString('utf8');
  const {userAuthentication, digitalSignature} = cardCertificates(image);
  return {
    name: text(0xdf22),
    address: text(0xdf23),
    birthDate: text(0xdf24),
    sex: text(0xdf25),
    verificationNumberB: applications['card-surface']?.credentials['0012']?.value ?? '',
    appliedFor: {
      userAuthentication: userAuthentication !== undefined,
      digitalSignature: digitalSignature !== undefined,
    },
  };
};

/** FF20 with its length; some makes of card have other bytes behind it. */
const firstObject = (bytes: Uint8Array): Tlv | undefined => {
  const [, , first = 0, high = 0, low = 0] = bytes;
  const length =
    first < 0x80 ? 3 + first : first === 0x81 ? 4 + high : first === 0x82 ? 5 + ((high << 8) | low) : 0;
  return length === 0 || length > bytes.length
    ? undefined
    : berTlv.decode(Uint8Array.from(bytes.subarray(0, length)));
};
