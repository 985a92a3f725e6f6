import {type Ending, type Expectation, Refused, type Variant} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import {cardCertificates} from '../../../world/card-certificates.ts';
import {anotherSecret} from '../../jpki/another-secret.ts';
import {residentPinBlocked, wrongResidentPin} from '../resident-pin.ts';
import {issueBothAnew} from './issue-both-anew.ts';
import {renewalDay} from './last-day.ts';
import {logInWith, type Renewing, renewAtCounter} from './renew-at-counter.ts';

const kinds = ['user-authentication', 'digital-signature'] as const;

/** What a renewal leaves where the certificate did not come: a key that nobody uses. */
const keyWaiting = ['card/applications/jpki/pendingKeys/0017'];

const renewed: Expectation = {
  verdict: 'pass',
  reasonId: 'renewed',
  changes: [
    ...['0001', '0002', '000A', '000B'].map((file) => `card/applications/jpki/contents/${file}`),
    'card/applications/jpki/privateKeys/0017',
    'card/applications/jpki/privateKeys/001A',
    'centre/certificates/*',
  ],
};

const refused = (reasonId: string, more: Partial<Expectation> = {}): Expectation => ({
  verdict: 'fail',
  reasonId,
  ...more,
});

const renewing =
  (how: Partial<Renewing>) =>
  (stage: Stage): Promise<Ending> =>
    renewAtCounter(stage, {kinds, ...how});

/** What the renewal was refused for, once the old certificate has shown that it works. */
const oldOneWorks =
  (how: Partial<Renewing>) =>
  async (stage: Stage): Promise<Ending> => {
    const before = cardCertificates(stage.image).userAuthentication?.serialNumber ?? '';
    try {
      return await renewAtCounter(stage, {kinds, ...how});
    } catch (error) {
      await logInWith(stage, before);
      throw error;
    }
  };

const authorityDown = async (): Promise<never> => {
  throw new Refused(
    {
      en: 'the certification authority was expected to answer the request, but no answer came',
      ja: '認証局の応答が必要ですが、応答がありません',
    },
    'authority-down',
  );
};

const withSecrets =
  (other: (secrets: Stage['secrets']) => Partial<Stage['secrets']>) =>
  (stage: Stage): Promise<Ending> =>
    renewAtCounter({...stage, secrets: {...stage.secrets, ...other(stage.secrets)}}, {kinds});

const soon = renewalDay('first', 30, {en: 'two months before the end', ja: '満了の2か月前であること'});

const rows: readonly Variant[] = [
  {
    id: 'day-before-the-first',
    title: {en: 'a day more than three months before the end', ja: '満了の3か月前より1日早い'},
    preconditions: [
      renewalDay('first', -1, {en: 'the day before the first', ja: '更新開始日の前日であること'}),
    ],
    expected: refused('renewal-early'),
  },
  {
    id: 'first-day',
    title: {en: 'on the first day: it lasts to the sixth birthday', ja: '更新開始日(6回目の誕生日まで有効)'},
    preconditions: [renewalDay('first', 0, {en: 'the first day', ja: '更新開始日であること'})],
    expected: renewed,
  },
  {
    id: 'last-day',
    title: {
      en: 'on the last day: the card ends before the sixth birthday',
      ja: '満了日当日(6回目の誕生日より前にカードが満了)',
    },
    preconditions: [renewalDay('last', 0, {en: 'the last day', ja: '満了日であること'})],
    expected: renewed,
  },
  {
    id: 'day-after-the-last',
    title: {en: 'a day after the end', ja: '満了の翌日'},
    preconditions: [renewalDay('last', 1, {en: 'the day after the last', ja: '満了の翌日であること'})],
    expected: refused('renewal-late'),
  },
  {
    id: 'issued-anew-after-the-end',
    title: {
      en: 'a day after the end, issued anew: it lasts to the fifth birthday',
      ja: '満了の翌日の新規発行(5回目の誕生日まで有効)',
    },
    preconditions: [renewalDay('last', 1, {en: 'the day after the last', ja: '満了の翌日であること'})],
    expected: {...renewed, reasonId: 'issued-anew'},
    run: issueBothAnew,
  },
  {
    id: 'issued-anew-after-revocation',
    title: {en: 'the certificates were revoked, and are issued anew', ja: '失効した証明書の新規発行'},
    setting: {persona: 'revoked'},
    preconditions: [],
    expected: {...renewed, reasonId: 'issued-anew'},
    run: issueBothAnew,
  },
  {
    id: 'revoked-before',
    title: {en: 'the certificates were revoked', ja: '失効済みの証明書'},
    setting: {persona: 'revoked'},
    expected: refused('renewal-revoked'),
  },
  {
    id: 'on-hold',
    title: {en: 'the card is reported lost', ja: '一時停止中のカード'},
    setting: {persona: 'on-hold'},
    expected: refused('renewal-revoked'),
  },
  {
    id: 'wrong-resident-pin',
    title: {en: 'a wrong resident register PIN', ja: '住民基本台帳用暗証番号の誤り'},
    expected: refused('wrong-pin', {triesLost: 1}),
    run: (stage) => renewAtCounter(stage, {kinds, residentPin: wrongResidentPin(stage)}),
  },
  {
    id: 'resident-pin-blocked',
    title: {en: 'the resident register PIN is blocked', ja: '住民基本台帳用暗証番号のロック'},
    preconditions: [soon, residentPinBlocked],
    expected: refused('pin-blocked'),
  },
  {
    id: 'wrong-pin',
    title: {en: 'a wrong user authentication PIN', ja: '利用者証明用暗証番号の誤り'},
    expected: refused('wrong-pin', {triesLost: 1}),
    run: withSecrets(({userAuthenticationPin}) => ({
      userAuthenticationPin: anotherSecret(userAuthenticationPin),
    })),
  },
  {
    id: 'wrong-password',
    title: {en: 'a wrong signature password', ja: '署名用パスワードの誤り'},
    expected: refused('wrong-pin', {triesLost: 1}),
    run: withSecrets(({digitalSignaturePassword}) => ({
      digitalSignaturePassword: anotherSecret(digitalSignaturePassword),
    })),
  },
  {
    id: 'pins-blocked',
    title: {en: 'the holder’s PINs are blocked', ja: '暗証番号がロックされたカード'},
    setting: {persona: 'blocked-pins'},
    expected: refused('pin-blocked'),
  },
  {
    id: 'without-authority',
    title: {en: 'a terminal without the issuer’s key', ja: '発行者鍵のない端末'},
    expected: refused('wrong-pin', {changes: ['card/issuer/triesLeft']}),
    run: renewing({issuerKey: new Uint8Array(16)}),
  },
  {
    id: 'authority-down',
    title: {
      en: 'the certification authority is down: the old one works on',
      ja: '認証局の停止(旧証明書は使える)',
    },
    expected: refused('authority-down', {changes: keyWaiting}),
    run: oldOneWorks({issue: authorityDown}),
  },
  {
    id: 'key-of-another',
    title: {
      en: 'the terminal asks for a certificate for a key that the card did not make',
      ja: 'カードの鍵でない公開鍵で発行を要求',
    },
    expected: refused('possession', {changes: keyWaiting}),
    run: oldOneWorks({
      async onTheWay(request, {world}) {
        return {...request, publicKey: (await world.random('another-key').rsaKeyPair(2048)).publicKey};
      },
    }),
  },
  {
    id: 'proof-of-another-day',
    title: {en: 'a proof over a nonce given before', ja: '以前のノンスに対する証明の再利用'},
    expected: refused('possession', {changes: keyWaiting}),
    run: oldOneWorks({onTheWay: (request) => ({...request, nonce: request.nonce.map((byte) => byte ^ 1)})}),
  },
  {
    id: 'asked-twice',
    title: {en: 'the same request again right behind it', ja: '更新直後の再度の更新'},
    expected: {...renewed, verdict: 'fail', reasonId: 'renewal-early'},
    async run(stage) {
      await renewAtCounter(stage, {kinds});
      return renewAtCounter(stage, {kinds});
    },
  },
];

/** Those with a dialogue of their own renew both certificates, whatever was chosen. */
export const renewalVariants: readonly Variant[] = rows.map((row) =>
  row.run ? {...row, values: {certificates: 'both'}} : row,
);
