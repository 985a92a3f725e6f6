import {personaNamed, type Secrets} from '../../../emulator/index.ts';
import {aids, command, type Random, type Sentence} from '../../../protocol/index.ts';
import {type ApduChannel, type CardFile, type IssuerSession, jpkiKeyFiles} from '../../../terminal/index.ts';
import type {TextParameter} from '../../parameters/parameter.ts';

/** Where each secret is written; the PIN ③ stands in two applications. [S3] */
const places: Readonly<Record<keyof Secrets, readonly CardFile[]>> = {
  digitalSignaturePassword: [jpkiKeyFiles('digital-signature').credential],
  userAuthenticationPin: [jpkiKeyFiles('user-authentication').credential],
  residentRegisterPin: [
    {application: 'resident-register', file: 0x001c},
    {application: 'common', file: 0x001c},
  ],
  textAssistancePin: [{application: 'text-assistance', file: 0x0011}],
};

const allPlaces: readonly CardFile[] = Object.values(places).flat();

/** Places on the card that setting all secrets changes; their tries are told by themselves. */
export const placesOfSecrets: readonly string[] = allPlaces.map(({application, file}) => {
  const id = file.toString(16).toUpperCase().padStart(4, '0');
  return `card/applications/${application}/credentials/${id}/value`;
});

/** Writes what the holder chose, with all tries. The password goes in capitals. */
export const setSecrets = async (issuer: IssuerSession, chosen: Partial<Secrets>): Promise<void> => {
  for (const [name, value] of Object.entries(chosen)) {
    const written = name === 'digitalSignaturePassword' ? value.toUpperCase() : value;
    for (const place of places[name as keyof Secrets]) {
      await issuer.setPin(place, written);
    }
  }
};

/** Digits that nobody chose, and others: two draws of four, the second one never like the first. */
const unknownDigits = (random: Random): readonly [string, string] => {
  const [high = 0, low = 0] = random.bytes(2);
  const digits = ((high << 8) | low) % 10_000;
  return [digits, (digits + 1) % 10_000].map((four) => String(four).padStart(4, '0')) as [string, string];
};

/**
 * Makes every secret unusable: no command takes one away, so a value that nobody knows is written and wrong tries use
 * it up. Bench-defined, D257
 */
export const blockSecrets = async (
  issuer: IssuerSession,
  channel: ApduChannel,
  random: Random,
): Promise<void> => {
  const [unknown, another] = unknownDigits(random);
  const password = (digits: string): string => `Q${digits}Z`;
  await setSecrets(issuer, {
    digitalSignaturePassword: password(unknown),
    userAuthenticationPin: unknown,
    residentRegisterPin: unknown,
    textAssistancePin: unknown,
  });
  for (const place of allPlaces) {
    await useUp(
      channel,
      place,
      places.digitalSignaturePassword.includes(place) ? password(another) : another,
    );
  }
};

/** VERIFY until no try is left. */
const useUp = async (channel: ApduChannel, {application, file}: CardFile, wrong: string): Promise<void> => {
  await channel.send(command({cla: 0, ins: 0xa4, p1: 4, p2: 0x0c, data: aids[application]}));
  await channel.send(
    command({cla: 0, ins: 0xa4, p1: 2, p2: 0x0c, data: Uint8Array.of(file >> 8, file & 0xff)}),
  );
  const data = Uint8Array.from(Buffer.from(wrong, 'latin1'));
  for (let left: number | undefined = mostTries; left !== undefined && left > 0; ) {
    const {sw} = await channel.send(command({cla: 0, ins: 0x20, p1: 0, p2: 0x80, data}));
    left = sw.triesLeft;
  }
};

/** As many as 63Cx can tell. */
const mostTries = 15;

const {secrets: usual} = personaNamed('adult');

const secret = (title: Sentence, value: string): TextParameter => ({
  type: 'text',
  title,
  secret: true,
  default: value,
  maxLength: 64,
});

/** What the holder types, for whoever wants others than the test persona's. */
export const secretParameters = {
  digitalSignaturePassword: secret(
    {en: 'signature password the holder chooses', ja: '署名用パスワード'},
    usual.digitalSignaturePassword,
  ),
  userAuthenticationPin: secret(
    {en: 'log-in PIN the holder chooses', ja: '利用者証明用暗証番号'},
    usual.userAuthenticationPin,
  ),
  residentRegisterPin: secret(
    {en: 'resident register PIN the holder chooses', ja: '住民基本台帳用暗証番号'},
    usual.residentRegisterPin,
  ),
  textAssistancePin: secret(
    {en: 'text assistance PIN the holder chooses', ja: '券面事項入力補助用暗証番号'},
    usual.textAssistancePin,
  ),
} as const;
