import {createPublicKey, type KeyObject} from 'node:crypto';
import {berTlv, findTlv} from '../../protocol/index.ts';
import type {Dice} from '../support/dice.ts';
import type {FakeVpcd} from '../support/fake-vpcd.ts';
import {update} from '../support/issuer.ts';
import type {ClientView} from './client-view.ts';
import {exchange} from './exchange.ts';
import {
  askChallenge,
  certificateFor,
  generating,
  issuerAuthority,
  lockDf,
  proving,
  selectDomain,
  settingStatus,
  unblocking,
  unlockDf,
} from './issuer-sequences.ts';
import {type Effect, password, pin, selectJpki} from './sequences.ts';
import type {Standing, StandingName} from './standing.ts';
import {selecting} from './start-again.ts';

/** What the client and the card share in one life of the card. */
export interface IssuerLife {
  readonly vpcd: FakeVpcd;
  readonly view: ClientView;
  readonly standing: Standing;
  readonly chance: Dice;
}

/** One command of the issuer: where, what, and what the client knows when it is answered with 9000. */
interface Step {
  readonly select: string;
  readonly apdu: string;
  readonly effect?: Effect;
  readonly change?: readonly [name: StandingName, value: string];
}

/** What comes before the kill is armed: the authority, and for a renewal a new key with its certificate. */
export const prepareIssuer = async (life: IssuerLife, renews: boolean): Promise<readonly Step[]> => {
  const {vpcd, view} = life;
  await exchange(vpcd, selectDomain.apdu);
  const challenge = await exchange(vpcd, askChallenge.apdu);
  const [key = ''] = view.of(issuerAuthority).values;
  const {apdu, effect} = proving(key);
  const proof = typeof apdu === 'string' ? apdu : apdu(challenge?.data ?? new Uint8Array(0));
  await answered(life, {select: selectDomain.apdu, apdu: proof, ...(effect ? {effect} : {})}, false);
  if (!renews) {
    return [];
  }
  await exchange(vpcd, selectJpki.apdu);
  const made = await exchange(vpcd, generating(0x17));
  const certificate = await certificateFor(
    'user-authentication',
    publicKeyIn(made?.data ?? new Uint8Array(0)),
  );
  return [
    {
      select: selectJpki.apdu,
      apdu: update(0x0a, certificate),
      change: ['user authentication certificate', Buffer.from(certificate).toString('base64')],
    },
  ];
};

/** Sends the issuer's commands until the card has gone; what was wrong. */
export const issuerHammer = async (life: IssuerLife, first: readonly Step[]): Promise<string[]> => {
  const steps = [...first];
  for (;;) {
    const wrong = await answered(life, steps.shift() ?? nextStep(life), true);
    if (wrong !== 'right') {
      return wrong === 'gone' ? [] : [wrong];
    }
  }
};

const nextStep = ({standing, chance}: IssuerLife): Step => {
  const locked = standing.of('lock of the text assistance application') === 'true';
  const suspended = standing.of('life cycle') === 'suspended';
  const next = suspended ? 'operational' : 'suspended';
  const credential = chance.pick([pin, password]);
  return chance.pick<Step>([
    {select: selectJpki.apdu, ...unblocking(credential)},
    {
      select: selectJpki.apdu,
      ...unblocking(credential, {
        value: chance.pick(['1234AB', '9876YZ']).slice(0, credential === pin ? 4 : 6),
      }),
    },
    {select: selectDomain.apdu, apdu: settingStatus(next), change: ['life cycle', next]},
    {
      select: selecting('text-assistance'),
      apdu: locked ? unlockDf : lockDf,
      change: ['lock of the text assistance application', String(!locked)],
    },
  ]);
};

const answered = async (
  {vpcd, view, standing}: IssuerLife,
  {select, apdu, effect, change}: Step,
  selects: boolean,
): Promise<'right' | 'gone' | (string & {})> => {
  if (selects && !(await exchange(vpcd, select))) {
    return 'gone';
  }
  const before = effect && {...view.of(effect)};
  if (effect) {
    view.sent(effect);
  }
  if (change) {
    standing.sent(...change);
  }
  const answer = await exchange(vpcd, apdu);
  if (!answer) {
    return 'gone';
  }
  const objection = effect && before && view.answered(effect, answer.status, before);
  if (objection || answer.status !== '9000') {
    return objection ?? `${answer.status} was answered to the issuer`;
  }
  if (change) {
    standing.done(change[0]);
  }
  return 'right';
};

/** 7F49 {81 modulus, 82 exponent} of the answer to GENERATE ASYMMETRIC KEY PAIR. */
const publicKeyIn = (response: Uint8Array): KeyObject => {
  const numbers = findTlv(berTlv.decodeAll(response), 0x7f49)?.children;
  const base64url = (tag: number): string =>
    Buffer.from(findTlv(numbers, tag)?.value ?? []).toString('base64url');
  return createPublicKey({format: 'jwk', key: {kty: 'RSA', n: base64url(0x81), e: base64url(0x82)}});
};
