import {
  type CertificateKind,
  type KioskChain,
  kioskChainNames,
  PinResetRefused,
  type PinResetRow,
} from '../../../../centre/index.ts';
import {holderSecrets, IssuerSession} from '../../../../terminal/index.ts';
import {atTerminal} from '../../../engine/card-channel.ts';
import {type Ending, Refused} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import type {ParameterTable} from '../../../parameters/parameter.ts';
import {anotherSecret} from '../../jpki/another-secret.ts';
import {endingOfLogIn, logIn} from '../../jpki/log-in.ts';
import {checkTyped, seconds} from '../secrets/change-secrets.ts';
import {heldSecret} from '../secrets/held-secrets.ts';
import {endingOfSignature, type SignedText} from '../sign-with.ts';
import {kioskPhases} from './kiosk-phases.ts';
import {proveSecret} from './prove-secret.ts';

export const kioskParameters = {
  reset: {
    type: 'choice',
    title: {en: 'which secret was forgotten; the other one is known', ja: '忘れた暗証番号(他方は既知)'},
    choices: ['digital-signature', 'user-authentication'],
    default: 'digital-signature',
  },
  chain: {
    type: 'choice',
    title: {en: 'whose kiosk', ja: 'キオスク端末の店舗'},
    choices: kioskChainNames,
    default: 'seven-eleven',
  },
  minutesToKiosk: {
    type: 'number',
    title: {en: 'from the booking to the kiosk', ja: '予約からキオスク端末までの時間'},
    default: 120,
    min: 0,
    max: 7 * 24 * 60,
    unit: 'min',
  },
  phoneSeconds: seconds('card and face before the phone', 'スマホでのカード・顔の撮影時間', 120),
  knownSeconds: seconds(
    'the known one is typed at the kiosk',
    'キオスク端末での既知の暗証番号の入力時間',
    30,
  ),
  newSeconds: seconds('the new one is typed twice', '新しい暗証番号の入力時間(2回)', 60),
} as const satisfies ParameterTable;

/** What may go otherwise. */
export interface Resetting {
  /** What the phone asks to be reset; default: the parameter `reset`. */
  readonly asked?: string;
  /** By which certificate the phone proves; default: the other one. */
  readonly knownKind?: CertificateKind;
  /** What the holder takes for the known one, at the phone and at the kiosk; default: the right one. */
  readonly knownAtPhone?: string;
  readonly knownAtKiosk?: string;
  readonly photoMatches?: boolean;
  /** The two entries of the new one. */
  readonly entries?: readonly [first: string, second: string];
  /** What happens meanwhile, behind the booking. */
  readonly meanwhile?: (stage: Stage, booking: PinResetRow) => void;
  /** Another booking number than the one given out. */
  readonly number?: (given: string) => string;
}

const others: Readonly<Record<CertificateKind, CertificateKind>> = {
  'digital-signature': 'user-authentication',
  'user-authentication': 'digital-signature',
};

/** The certificate whose secret was forgotten. */
export const forgotten = ({parameters}: Pick<Stage, 'parameters'>): CertificateKind =>
  parameters['reset'] === 'user-authentication' ? 'user-authentication' : 'digital-signature';

export const known = (stage: Pick<Stage, 'parameters'>): CertificateKind => others[forgotten(stage)];

/** What the holder chooses instead of the forgotten one. */
export const newSecret = (stage: Stage): string => anotherSecret(heldSecret(stage, forgotten(stage)));

/** Books by phone, resets at the kiosk, and uses the new secret. */
export const bookAndReset = async (stage: Stage, how: Resetting = {}): Promise<Ending> => {
  const booking = await bookByPhone(stage, how);
  how.meanwhile?.(stage, booking);
  const usualMs = Math.round(Number(stage.parameters['minutesToKiosk']) * 60_000);
  await stage.step({...kioskPhases.goToKiosk, usualMs}, () => undefined);
  await resetAtKiosk(stage, how.number?.(booking.number) ?? booking.number, how);
  return useNewSecret(stage, how.entries?.[0]);
};

const booked = new WeakMap<Stage['world'], string>();

/** The number that the phone was told, if it ever was. */
export const bookingOf = ({world}: Stage): string | undefined => booked.get(world);

const bookByPhone = async (
  stage: Stage,
  {
    asked = forgotten(stage),
    knownKind = known(stage),
    knownAtPhone = heldSecret(stage, knownKind),
    photoMatches = true,
  }: Resetting,
): Promise<PinResetRow> => {
  await stage.step(timed(stage, 'photograph', 'phoneSeconds'), () => undefined);
  const proof = await proveSecret(stage, {
    kind: knownKind,
    secret: knownAtPhone,
    ask: kioskPhases.askToProve,
    prove: kioskPhases.proveByPhone,
  });
  const booking = await stage.step(kioskPhases.book, () =>
    answered(() => stage.world.pinResets.book({secret: asked, proof, photoMatches})),
  );
  booked.set(stage.world, booking.number);
  return booking;
};

/** From the known secret to the new one on the card; the kiosk never has the issuer's key. */
export const resetAtKiosk = async (stage: Stage, number: string, how: Resetting = {}): Promise<void> => {
  const {pinResets} = stage.world;
  const secret = forgotten(stage);
  const kind = how.knownKind ?? known(stage);
  await stage.step(timed(stage, 'typeKnown', 'knownSeconds'), () => undefined);
  const proof = await proveSecret(stage, {
    kind,
    secret: how.knownAtKiosk ?? heldSecret(stage, kind),
    ask: kioskPhases.askAtKiosk,
    prove: kioskPhases.proveAtKiosk,
  });
  const chain = stage.parameters['chain'] as KioskChain;
  await stage.step(kioskPhases.begin, () => answered(() => pinResets.begin({number, chain, proof})));
  const [first, second] = how.entries ?? [newSecret(stage), newSecret(stage)];
  await stage.step(timed(stage, 'typeNew', 'newSeconds'), () => checkTyped(secret, first, second));
  await atTerminal(stage, async (channel) => {
    const challenge = await stage.step(kioskPhases.cardChallenge, () => IssuerSession.challenge(channel));
    const answer = await stage.step(kioskPhases.authorise, () =>
      answered(() => pinResets.authorise(number, challenge)),
    );
    const issuer = await stage.step(kioskPhases.answerCard, () => IssuerSession.answer(channel, answer));
    await stage.step(kioskPhases.writeSecret, () => issuer.setPin(holderSecrets[secret].file, first));
  });
  await stage.step(kioskPhases.complete, () => answered(() => pinResets.complete(number)));
};

const afterReset: SignedText = {
  document: Buffer.from('暗証番号の初期化後の署名\n', 'utf8'),
  accepted: {en: 'the centre accepts a signed document', ja: 'センターが署名文書を認めました'},
};

/** A log-in or a signed document with the new secret: only then is the reset worth something. */
export const useNewSecret = async (stage: Stage, value = newSecret(stage)): Promise<Ending> => {
  const secret = forgotten(stage);
  const ending =
    secret === 'user-authentication'
      ? endingOfLogIn(
          (await logIn({...stage, secrets: {...stage.secrets, userAuthenticationPin: value}})).result,
        )
      : await endingOfSignature(
          {...stage, secrets: {...stage.secrets, digitalSignaturePassword: value}},
          afterReset,
        );
  const {name} = holderSecrets[secret];
  return ending.verdict === 'pass'
    ? {
        verdict: 'pass',
        reasonId: 'reset',
        reason: {
          en: `the ${name.en} was reset at the kiosk, and with the new one ${ending.reason.en}`,
          ja: `キオスク端末で${name.ja}を初期化し、新しい値で確認しました: ${ending.reason.ja}`,
        },
      }
    : ending;
};

const timed = (
  {parameters}: Stage,
  phase: 'photograph' | 'typeKnown' | 'typeNew',
  parameter: 'phoneSeconds' | 'knownSeconds' | 'newSeconds',
) => ({...kioskPhases[phase], usualMs: Number(parameters[parameter]) * 1000});

/** What the centre refuses is the scenario's verdict, by the centre's reason. */
const answered = async <T>(ask: () => Promise<T>): Promise<T> => {
  try {
    return await ask();
  } catch (error) {
    throw error instanceof PinResetRefused ? new Refused(error.sentence, error.reason) : error;
  }
};
