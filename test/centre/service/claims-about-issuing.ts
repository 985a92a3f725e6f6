import {generateKeyPairSync} from 'node:crypto';
import test from 'ava';
import {lacksOpenssl} from '../../support/kazasu.ts';
import {holder} from '../bench-identity.ts';
import {opensslRun, pemOf} from '../status-bench.ts';
import {base64, order, type ServiceBench} from './service-bench.ts';

const day = 86_400_000;
const inDays = (days: number): string => new Date(Date.now() + days * day).toISOString().slice(0, 10);

/** An order of last month whose certificate can be renewed now. */
const nearItsEnd = {issuedAt: new Date(Date.now() - 30 * day).toISOString(), cardExpiresOn: inDays(30)};

/** What the registrar does with certificates and relying parties. */
export const claimsAboutIssuing = ({admin, asParty, ask, issued, store}: ServiceBench): void => {
  test('a certificate is issued, found again, and verified by openssl against the authority', async (t) => {
    const one = await issued();
    t.like((await admin(`/registrar/certificates/${one.serialNumber}`)).json, {
      serialNumber: one.serialNumber,
      kind: 'user-authentication',
      status: {state: 'valid'},
      certificate: one.certificate,
    });
    const pem = await admin(`/registrar/certificates/${one.serialNumber}/certificate.pem`);
    const der = await admin(`/registrar/certificates/${one.serialNumber}/certificate.cer`);
    t.is(base64(der.bytes), one.certificate);
    const authority = await ask(`/authorities/${one.kind}/${one.generation}/certificate.pem`);
    const inDer = await ask(`/authorities/${one.kind}/${one.generation}/certificate.cer`);
    t.deepEqual(Buffer.from(pemOf('CERTIFICATE', inDer.bytes)).toString().trim(), authority.text.trim());
    t.true(
      (await ask('/authorities')).json.authorities.some(
        (a: {certificate: string}) => a.certificate === base64(inDer.bytes),
      ),
    );
    if (!lacksOpenssl) {
      const run = opensslRun(['verify', '-CAfile', '{ca}', '{cert}'], {ca: authority.bytes, cert: pem.bytes});
      t.is(run.status, 0, run.said);
    }
  });

  test('a DER key in base64 serves as well; a private key, another size and rubbish are refused', async (t) => {
    const small = generateKeyPairSync('rsa', {modulusLength: 1024});
    const keys = {
      private: small.privateKey.export({type: 'pkcs8', format: 'pem'}),
      small: small.publicKey.export({type: 'spki', format: 'pem'}),
      rubbish: 'bm9uc2Vuc2U=',
    };
    for (const [name, key] of Object.entries(keys)) {
      const answer = await admin('/registrar/certificates', {json: {...order, publicKey: key}});
      t.is(answer.status, 422, name);
      t.is(answer.json.id, 'KZS-CENTRE-KEY');
      t.false(answer.text.includes('BEGIN'));
    }
    const der = Buffer.from(order.publicKey.replace(/-----[A-Z ]+-----|\n/g, ''), 'base64');
    t.is(
      (
        await admin('/registrar/certificates', {
          json: {...order, publicKey: base64(der), holder: {...holder, address: 'DER'}},
        })
      ).status,
      201,
    );
  });

  test('certificates come page by page in the order of issue', async (t) => {
    const mine = [await issued(), await issued(), await issued()].map(({serialNumber}) => serialNumber);
    const all: string[] = [];
    let after: string | undefined;
    do {
      const {json} = await admin(
        `/registrar/certificates?limit=2${after === undefined ? '' : `&after=${after}`}`,
      );
      all.push(...json.certificates.map(({serialNumber}: {serialNumber: string}) => serialNumber));
      after = json.next;
    } while (after !== undefined);
    t.deepEqual(
      all.filter((one) => mine.includes(one)),
      mine,
    );
    t.is(new Set(all).size, all.length);
  });

  const renewed = (serialNumber: string, extra: object = {}) =>
    admin(`/registrar/certificates/${serialNumber}/renewals`, {
      json: {holder, publicKey: order.publicKey, ...extra},
    });
  const linksOf = async (serialNumber: string) => (await asParty(`/certificates/${serialNumber}/links`)).json;

  test('a signature certificate belongs to its log-in certificate, ends no later, and follows it through renewals', async (t) => {
    const login = await issued(nearItsEnd);
    const {issuedAt} = nearItsEnd;
    const signing = await issued({kind: 'digital-signature', issuedAt, belongsTo: login.serialNumber});
    t.is(signing.holderId, login.holderId);
    t.is(signing.notAfter, login.notAfter);
    const {json: newLogin} = await renewed(login.serialNumber, {cardExpiresOn: '2034-01-01'});
    const {json: newSigning} = await renewed(signing.serialNumber);
    t.is(newSigning.holderId, login.holderId);
    t.is(newSigning.notAfter, newLogin.notAfter);
    t.deepEqual(newSigning.links, {
      replaces: signing.serialNumber,
      replacedBy: [],
      belongsTo: newLogin.serialNumber,
      hasBelonging: [],
    });
    t.like((await asParty(`/certificates/${signing.serialNumber}/status`)).json, {
      state: 'revoked',
      reason: 'superseded',
    });
    const links = await linksOf(newSigning.serialNumber);
    t.like(links, {
      replaces: {
        outcome: 'linked',
        serialNumber: signing.serialNumber,
        evidence: {toState: 'revoked', toRevocationReason: 'superseded'},
      },
      lineage: [signing.serialNumber],
      replacedBy: {outcome: 'no-link', reason: 'replaced-by-none'},
      belongsTo: {outcome: 'linked', serialNumber: newLogin.serialNumber, evidence: {toState: 'valid'}},
    });
    const old = await linksOf(login.serialNumber);
    t.like(old.replacedBy, {outcome: 'linked', serialNumber: newLogin.serialNumber});
    t.is(old.belongsTo, undefined);
  });

  test('a log-in certificate belongs to nothing, a signature certificate to no other, and nothing is kept of the order', async (t) => {
    const [login, other] = [await issued(), await issued()];
    const signing = await issued({kind: 'digital-signature', belongsTo: login.serialNumber});
    for (const wrong of [
      {kind: 'user-authentication', belongsTo: login.serialNumber},
      {kind: 'digital-signature', belongsTo: signing.serialNumber},
      {kind: 'digital-signature', belongsTo: login.serialNumber, holderId: other.holderId},
    ]) {
      const {status, json} = await admin('/registrar/certificates', {json: {...order, ...wrong}});
      t.is(status, 409);
      t.is(json.id, 'KZS-CENTRE-LINK');
    }
    t.is(store.certificates.ofHolder(login.holderId).length, 2);
    t.is(store.certificates.ofHolder(other.holderId).length, 1);
  });

  const refusals: readonly [
    when: string,
    status: number,
    id: string,
    issue: object,
    renew?: object,
    reason?: string,
  ][] = [
    ['before its three months', 422, 'KZS-CENTRE-RENEWAL-EARLY', {cardExpiresOn: inDays(200)}],
    [
      'once it has ended',
      422,
      'KZS-CENTRE-RENEWAL-LATE',
      nearItsEnd,
      {issuedAt: new Date(Date.now() + 40 * day).toISOString()},
    ],
    ['once it is revoked', 409, 'KZS-CENTRE-RENEWAL-REVOKED', nearItsEnd, {}, 'keyCompromise'],
  ];
  for (const [when, status, id, issue, renew, reason] of refusals) {
    test(`no certificate is renewed ${when}: ${status}, and nothing is kept of it`, async (t) => {
      const {serialNumber} = await issued(issue);
      if (reason !== undefined) {
        await admin(`/registrar/certificates/${serialNumber}/revocation`, {json: {reason}});
      }
      const {status: answered, json} = await renewed(serialNumber, renew);
      t.is(answered, status);
      t.is(json.id, id);
      t.is((await linksOf(serialNumber)).replacedBy.outcome, 'no-link');
    });
  }

  test('of ten renewals at once one is kept, and the others are refused', async (t) => {
    const {serialNumber, holderId} = await issued(nearItsEnd);
    const keys = Array.from({length: 10}, (_, i) => ({holder: {...holder, address: `中里${i}番地`}}));
    const answers = await Promise.all(keys.map((extra) => renewed(serialNumber, extra)));
    t.deepEqual(answers.map(({status}) => status).sort(), [201, ...Array(9).fill(409)]);
    t.is(store.certificates.ofHolder(holderId).length, 2);
    t.is((await linksOf(serialNumber)).replacedBy.outcome, 'linked');
  });

  test('a lost card that is abolished ends for good, and what is issued anew to its holder replaces nothing', async (t) => {
    const {serialNumber, holderId} = await issued(nearItsEnd);
    for (const cause of ['lost-card', 'card-abolished']) {
      await admin(`/registrar/certificates/${serialNumber}/revocation`, {json: {cause}});
    }
    t.like((await asParty(`/certificates/${serialNumber}/status`)).json, {reason: 'cessationOfOperation'});
    t.is((await renewed(serialNumber)).status, 409);
    const anew = await issued({holderId});
    t.like(await linksOf(anew.serialNumber), {
      replaces: {outcome: 'no-link', reason: 'replaces-none'},
      lineage: [],
    });
  });

  test('a signature certificate of somebody else belongs to nobody’s log-in certificate', async (t) => {
    const login = await issued();
    const body = {
      ...order,
      kind: 'digital-signature',
      holderId: 'somebody-else',
      belongsTo: login.serialNumber,
    };
    const refused = await admin('/registrar/certificates', {json: body});
    t.is(refused.status, 409);
    t.is(refused.json.id, 'KZS-CENTRE-LINK');
    t.deepEqual(store.certificates.ofHolder('somebody-else'), []);
  });

  test('what was renewed online is unknown to whoever asks in the first day', async (t) => {
    const old = await issued(nearItsEnd);
    const {json} = await renewed(old.serialNumber, {online: true});
    t.is((await asParty(`/certificates/${json.serialNumber}/status`)).json.state, 'unknown');
  });

  test('hold, release and revocation change the state, and saying a thing twice changes nothing', async (t) => {
    const {serialNumber} = await issued();
    const at = `/registrar/certificates/${serialNumber}`;
    const state = async () => (await asParty(`/certificates/${serialNumber}/status`)).json;
    t.like((await admin(`${at}/hold`, {json: {}})).json.status, {
      state: 'revoked',
      reason: 'certificateHold',
    });
    t.is((await admin(`${at}/release`, {json: {}})).json.status.state, 'valid');
    t.is((await admin(`${at}/release`, {json: {}})).json.id, 'KZS-CENTRE-RELEASE');
    t.like((await admin(`${at}/revocation`, {json: {reason: 'keyCompromise'}})).json.status, {
      state: 'revoked',
    });
    const {json: twice} = await admin(`${at}/revocation`, {json: {reason: 'superseded'}});
    t.deepEqual(
      twice.changes.map(({kind, reason}: {kind: string; reason: string}) => `${kind} ${reason}`),
      ['held certificateHold', 'released removeFromCRL', 'revoked keyCompromise'],
    );
    t.like(await state(), {state: 'revoked', reason: 'keyCompromise'});
    t.is((await admin(`${at}/hold`, {json: {}})).json.id, 'KZS-CENTRE-HOLD');
  });

  test('a cause says which certificate it is about, by what reason and when', async (t) => {
    const login = await issued();
    const signing = await issued({kind: 'digital-signature', belongsTo: login.serialNumber});
    const moved = {json: {cause: 'address-change'}};
    const stays = await admin(`/registrar/certificates/${login.serialNumber}/revocation`, moved);
    t.deepEqual(stays.json.changes, []);
    const ends = await admin(`/registrar/certificates/${signing.serialNumber}/revocation`, moved);
    t.is(ends.json.status.state, 'valid');
    t.is(ends.json.changes[0].reason, 'affiliationChanged');
    t.regex(ends.json.changes[0].at, /T15:00:00/);
    const held = await admin(`/registrar/certificates/${signing.serialNumber}/revocation`, {
      json: {cause: 'lost-card'},
    });
    t.is(held.json.status.reason, 'certificateHold');
    t.is((await admin(`/registrar/certificates/${signing.serialNumber}/release`, {json: {}})).status, 409);
  });

  test('who has used up a quota hears 429 and when to come again; who has a new key or has ended, 401 or 403', async (t) => {
    const quota = {requests: 2, windowMs: 60_000};
    const {json: small} = await admin('/registrar/relying-parties', {json: {name: 'small', quota}});
    const asks = async (key: string) => ask('/history', {key});
    t.deepEqual([(await asks(small.key)).status, (await asks(small.key)).status], [200, 200]);
    const over = await asks(small.key);
    t.is(over.status, 429);
    t.is(over.json.id, 'KZS-HTTP-QUOTA');
    const wait = Number(over.headers.get('retry-after'));
    t.true(wait >= 1 && wait <= 60);
    const {json: brief} = await admin('/registrar/relying-parties', {json: {name: 'brief'}});
    const {json: anew} = await admin('/registrar/relying-parties/brief/key', {method: 'POST'});
    t.is((await asks(brief.key)).status, 401);
    t.is((await asks(anew.key)).status, 200);
    t.truthy((await admin('/registrar/relying-parties/brief', {method: 'DELETE'})).json.endedAt);
    t.is((await asks(anew.key)).status, 403);
    const {json} = await admin('/registrar/relying-parties');
    t.true(
      json.relyingParties.some(
        ({name, endedAt}: {name: string; endedAt?: string}) => name === 'brief' && endedAt,
      ),
    );
    t.false(JSON.stringify(json).includes(anew.key));
  });
};
