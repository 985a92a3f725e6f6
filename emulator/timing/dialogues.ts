import {modelledTime, type Work} from './modelled-time.ts';
import type {TimedCommand} from './timed-command.ts';
import type {TimingProfile} from './timing-profile.ts';

/** A dialogue people compare cards by, as the work its exchanges make. */
export interface Dialogue {
  readonly id: string;
  readonly title: {readonly en: string; readonly ja: string};
  readonly exchanges: readonly Work[];
}

/** An exchange by the bytes of command and response. */
const exchange = (
  name: TimedCommand,
  commandBytes: number,
  responseBytes: number,
  work: Partial<Work> = {},
): Work => ({name, commandBytes, responseBytes, commits: 0, writtenBytes: 0, keyOperations: [], ...work});

const selectEf = exchange('SELECT EF', 7, 2);

/** READ BINARY of so many bytes in chunks of 256. */
const reads = (bytes: number): readonly Work[] =>
  Array.from({length: Math.ceil(bytes / 256)}, (_, i) =>
    exchange('READ BINARY', 5, Math.min(256, bytes - i * 256) + 2),
  );

/** The usual length of a user authentication certificate. */
const certificateBytes = 1574;

/** The right PIN of four digits: the counter goes down before the comparison, and up again. */
const verify = exchange('VERIFY', 9, 2, {commits: 2, writtenBytes: 2});

/** DigestInfo of SHA-256 in, 256 bytes out. */
const sign: readonly Work[] = [
  selectEf,
  exchange('COMPUTE DIGITAL SIGNATURE', 57, 258, {keyOperations: ['RSA-2048 private key']}),
];

/** What jpki/login exchanges when the certificate has so many bytes. It reads four of them first, for the length. */
export const loginExchanges = (bytes: number): readonly Work[] => [
  exchange('SELECT application', 15, 2),
  selectEf,
  ...reads(32),
  selectEf,
  ...reads(4),
  ...reads(bytes - 4),
  selectEf,
  exchange('VERIFY query', 4, 2),
  verify,
  ...sign,
];

export const dialogues: readonly Dialogue[] = [
  {
    id: 'read-certificate',
    title: {
      en: 'SELECT EF, read a certificate of 1,574 bytes by 256',
      ja: '証明書1,574バイトを256バイトずつ読む',
    },
    exchanges: [selectEf, ...reads(certificateBytes)],
  },
  {id: 'verify', title: {en: 'VERIFY a PIN of four digits', ja: '4桁の暗証番号を照合'}, exchanges: [verify]},
  {id: 'sign', title: {en: 'SELECT EF, sign a SHA-256 DigestInfo', ja: 'SHA-256の署名'}, exchanges: sign},
  {
    id: 'login',
    title: {en: 'a whole jpki/login', ja: 'jpki/login 全体'},
    exchanges: loginExchanges(certificateBytes),
  },
];

/** What a dialogue takes under a profile, in ms, without spread. */
export const dialogueMs = (
  {exchanges}: Dialogue,
  profile: TimingProfile,
): {readonly cardMs: number; readonly linkMs: number} => {
  const times = exchanges.map((work) => modelledTime(profile, work));
  return {
    cardMs: times.reduce((sum, {cardNs}) => sum + cardNs, 0) / 1e6,
    linkMs: times.reduce((sum, {linkNs}) => sum + linkNs, 0) / 1e6,
  };
};
