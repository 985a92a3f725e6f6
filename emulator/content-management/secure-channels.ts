import type {DiversificationMethod, SecureChannelProtocol} from '../../protocol/globalplatform/index.ts';
import type {Sentence} from '../../protocol/index.ts';

/** How a card's domains are keyed, and which secure channel they speak. */
export interface SecureChannelChoice {
  readonly title: Sentence;
  readonly protocol: SecureChannelProtocol;
  /** Its options, GPC 2.3.1 table E-1 and Amendment D table 5-1. */
  readonly i: number;
  readonly keyVersion: number;
  /** 16, 24 or 32 for AES; 16 for triple DES. */
  readonly keyBytes: number;
  /** How the card's keys follow from master keys and its diversification data; absent: they are the master keys. */
  readonly diversification?: DiversificationMethod;
}

const hex = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, '0');

const scp03 = (
  i: number,
  {keyBytes = 16, ...rest}: {keyBytes?: 16 | 24 | 32; diversification?: 'kdf3'} = {},
): SecureChannelChoice => {
  const said = `SCP03 i=${hex(i)}, AES-${keyBytes * 8}`;
  return {
    title: {
      en: said + (rest.diversification ? ', keys by KDF3' : ''),
      ja: said + (rest.diversification ? '、KDF3 で鍵を派生' : ''),
    },
    protocol: 'scp03',
    i,
    keyVersion: 0x30,
    keyBytes,
    ...rest,
  };
};

const scp02 = (i: number, diversification?: 'visa2' | 'emv'): SecureChannelChoice => {
  const said = `SCP02 i=${hex(i)}`;
  return {
    title: {
      en: said + (diversification ? `, keys by ${diversification.toUpperCase()}` : ''),
      ja: said + (diversification ? `、${diversification.toUpperCase()} で鍵を派生` : ''),
    },
    protocol: 'scp02',
    i,
    keyVersion: 0x20,
    keyBytes: 16,
    ...(diversification ? {diversification} : {}),
  };
};

/** What a card may be made with, by name. Clients find out protocol and options by themselves; keys they are told. */
export const secureChannels = {
  scp03: scp03(0x70),
  'scp03-aes-192': scp03(0x70, {keyBytes: 24}),
  'scp03-aes-256': scp03(0x70, {keyBytes: 32}),
  'scp03-kdf3': scp03(0x70, {diversification: 'kdf3'}),
  'scp03-s16': scp03(0x71),
  'scp03-i00': scp03(0x00),
  'scp03-i10': scp03(0x10),
  'scp03-i20': scp03(0x20),
  'scp03-i30': scp03(0x30),
  'scp03-i60': scp03(0x60),
  scp02: scp02(0x55),
  'scp02-i15': scp02(0x15),
  'scp02-visa2': scp02(0x55, 'visa2'),
  'scp02-emv': scp02(0x55, 'emv'),
} as const satisfies Readonly<Record<string, SecureChannelChoice>>;

export type SecureChannelName = keyof typeof secureChannels;
