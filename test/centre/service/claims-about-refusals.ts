import test from 'ava';
import {holder} from '../bench-identity.ts';
import {type Asked, adminKey, order, type ServiceBench} from './service-bench.ts';

type Refusal = readonly [claim: string, path: string, asked: Asked, status: number, id: string, says: RegExp];

/** What a service refuses, and in which words. */
export const claimsAboutRefusals = (bench: ServiceBench): void => {
  const {ask} = bench;
  const refusals: readonly Refusal[] = [
    ['no key', '/registrar/rules', {}, 401, 'KZS-HTTP-KEY-MISSING', /Authorization/],
    [
      'another scheme',
      '/registrar/rules',
      {headers: {authorization: 'Basic eDp5'}},
      401,
      'KZS-HTTP-KEY-MISSING',
      /Bearer/,
    ],
    ['nobody’s key', '/registrar/rules', {key: 'nobody'}, 401, 'KZS-HTTP-KEY-UNKNOWN', /nobody/],
    [
      'nobody’s key at a relying party’s route',
      '/history',
      {key: 'nobody'},
      401,
      'KZS-HTTP-KEY-UNKNOWN',
      /nobody/,
    ],
    [
      'a relying party’s key at the registrar’s',
      '/registrar/rules',
      {key: bench.party.key},
      403,
      'KZS-HTTP-REGISTRAR-ONLY',
      /registrar/,
    ],
    [
      'the registrar’s key at a relying party’s',
      '/history',
      {key: adminKey},
      403,
      'KZS-HTTP-RELYING-PARTY-ONLY',
      /relying/,
    ],
    [
      'a certificate that was never issued',
      '/certificates/0A/status',
      {key: bench.party.key},
      404,
      'KZS-CENTRE-CERTIFICATE-UNKNOWN',
      /0A/,
    ],
    [
      'no serial number',
      '/certificates/xyz/status',
      {key: bench.party.key},
      422,
      'KZS-HTTP-REQUEST',
      /serialNumber/,
    ],
    [
      'no JSON',
      '/registrar/rules',
      {key: adminKey, body: '{', headers: {'content-type': 'application/json'}},
      400,
      'KZS-HTTP-JSON',
      /JSON/,
    ],
    [
      'nothing for JSON',
      '/registrar/rules',
      {key: adminKey, method: 'POST', headers: {'content-type': 'application/json'}},
      400,
      'KZS-HTTP-JSON',
      /JSON/,
    ],
    [
      'another type',
      '/registrar/rules',
      {key: adminKey, body: 'a=b', headers: {'content-type': 'application/x-www-form-urlencoded'}},
      415,
      'KZS-HTTP-TYPE',
      /application\/json/,
    ],
    ['JSON for OCSP', '/ocsp/user-authentication/1', {json: {}}, 415, 'KZS-HTTP-TYPE', /ocsp-request/],
    [
      'a long body',
      '/registrar/rules',
      {key: adminKey, json: {misbehaviour: 'x'.repeat(70_000)}},
      413,
      'KZS-HTTP-TOO-LARGE',
      /65536/,
    ],
    [
      'a long OCSP request',
      '/ocsp/user-authentication/1',
      {body: new Uint8Array(16_385), headers: {'content-type': 'application/ocsp-request'}},
      413,
      'KZS-HTTP-TOO-LARGE',
      /16384/,
    ],
    [
      'a misspelt field',
      '/registrar/rules',
      {key: adminKey, json: {misbehavior: 'http-500'}},
      422,
      'KZS-HTTP-REQUEST',
      /body:1:2 .*"misbehaviour" may be meant/,
    ],
    [
      'a misspelt query',
      '/registrar/history?opration=ocsp',
      {key: adminKey},
      422,
      'KZS-HTTP-REQUEST',
      /"operation" may be meant/,
    ],
    [
      'a misspelt misbehaviour',
      '/registrar/rules',
      {key: adminKey, json: {misbehaviour: 'http-501'}},
      422,
      'KZS-MISBEHAVIOUR-UNKNOWN',
      /"http-50[03]" may be meant/,
    ],
    [
      'a rule that cannot be',
      '/registrar/rules',
      {key: adminKey, json: {misbehaviour: 'crl-stale', operation: 'ocsp'}},
      422,
      'KZS-MISBEHAVIOUR-OPERATION',
      /crl, verify/,
    ],
    [
      'a rule that is not there',
      '/registrar/rules/4711',
      {key: adminKey, method: 'DELETE'},
      404,
      'KZS-MISBEHAVIOUR-RULE-UNKNOWN',
      /4711/,
    ],
    [
      'a name that is taken',
      '/registrar/relying-parties',
      {key: adminKey, json: {name: 'bank'}},
      409,
      'KZS-RELYING-PARTY-TAKEN',
      /bank/,
    ],
    [
      'a holder that is none',
      '/registrar/certificates',
      {key: adminKey, json: {...order, holder: {...holder, city: '清瀬市'}}},
      422,
      'KZS-CENTRE-HOLDER',
      /city/,
    ],
    ...(
      [
        ['a name with NUL', {name: '山田\0花子'}, /name has printable/],
        ['a name of two lines', {name: '山田\n花子'}, /name has printable/],
        ['a name with half a character', {name: '山田\ud842花子'}, /name has printable/],
        ['an address with a tabulator', {address: '中里\t1'}, /address has printable/],
        ['a birth after the issue', {birthDate: '2999-01-01'}, /birthDate is not after the issue/],
      ] as const
    ).map(([claim, field, says]): Refusal => {
      const json = {...order, holder: {...holder, ...field}};
      return [claim, '/registrar/certificates', {key: adminKey, json}, 422, 'KZS-CENTRE-HOLDER', says];
    }),
    [
      'a digest of 33 bytes',
      '/verifications',
      {
        key: bench.party.key,
        json: {
          kind: 'user-authentication',
          certificate: 'MAA=',
          digest: Buffer.alloc(33, 1).toString('base64'),
          signature: 'AAAA',
        },
      },
      422,
      'KZS-HTTP-REQUEST',
      /digest does not fit: a SHA-256 digest has 32 bytes/,
    ],
    [
      'a time for what takes none',
      '/registrar/rules',
      {key: adminKey, json: {misbehaviour: 'ocsp-down', ms: 5}},
      422,
      'KZS-MISBEHAVIOUR-RULE',
      /ocsp-slow, ocsp-late, crl-slow, http-slow, http-drip, but ms came for ocsp-down/,
    ],
    [
      'a time by request for what takes none',
      '/authorities',
      {headers: {'kazasu-misbehave': 'http-500;ms=5'}},
      422,
      'KZS-MISBEHAVIOUR-RULE',
      /http-500/,
    ],
    [
      'a number of a rule in letters',
      '/registrar/rules/abc',
      {key: adminKey, method: 'DELETE'},
      422,
      'KZS-HTTP-REQUEST',
      /but at path id does not fit \("abc"\): a number was expected$/,
    ],
    [
      'a bound of a page in letters',
      '/registrar/certificates?limit=many',
      {key: adminKey},
      422,
      'KZS-HTTP-REQUEST',
      /but at query limit does not fit \("many"\): a number was expected$/,
    ],
    [
      'a list for an object',
      '/registrar/rules',
      {key: adminKey, json: []},
      422,
      'KZS-HTTP-REQUEST',
      /at body:1:1 the body does not fit/,
    ],
    [
      'an address that cannot be decoded',
      '/registrar/certificates/%ff',
      {key: adminKey},
      400,
      'KZS-HTTP-REQUEST-LINE',
      /HTTP request/,
    ],
    [
      'a body of another type where none is wanted',
      '/login/challenges',
      {key: bench.party.key, body: 'a', headers: {'content-type': 'text/plain'}},
      415,
      'KZS-HTTP-TYPE',
      /type/,
    ],
    [
      'a long body where none is wanted',
      '/login/challenges',
      {key: bench.party.key, body: `"${'x'.repeat(70_000)}"`, headers: {'content-type': 'application/json'}},
      413,
      'KZS-HTTP-TOO-LARGE',
      /65536/,
    ],
    [
      'reason and cause',
      '/registrar/certificates/0A/revocation',
      {key: adminKey, json: {reason: 'superseded', cause: 'death'}},
      422,
      'KZS-HTTP-REQUEST',
      /either reason or cause/,
    ],
  ];

  for (const [claim, path, asked, status, id, says] of refusals) {
    test(`${claim} is refused by ${status} with ${id}, in the language asked for`, async (t) => {
      const en = await ask(path, asked);
      t.is(en.status, status, en.text);
      t.is(en.headers.get('content-type'), 'application/problem+json');
      t.is(en.json.id, id);
      t.is(en.json.type, `urn:kazasu:problem:${id}`);
      t.regex(en.json.detail, says);
      t.is(en.headers.has('www-authenticate'), status === 401);
      const headers = {...asked?.headers, 'accept-language': 'en;q=0.5, ja-JP'};
      const ja = await ask(path, {...asked, headers});
      t.is(ja.headers.get('content-language'), 'ja');
      t.is(ja.json.detail, ja.json.sentence.ja);
      t.regex(ja.json.detail, /[ぁ-ん]/);
      t.false(en.text.includes('清瀬'));
    });
  }

  test('another method is 405 and Allow names what is taken, also without a key; an unknown address is 404', async (t) => {
    for (const [method, path, allowed] of [
      ['DELETE', '/registrar/certificates', 'POST, GET, HEAD'],
      ['GET', '/ocsp/user-authentication/1', 'POST'],
      ['POST', '/crl/user-authentication/1/full.crl', 'GET, HEAD'],
      ['PUT', '/health', 'GET, HEAD'],
    ] as const) {
      const answer = await ask(path, {method, documents: false, ...(method === 'POST' ? {body: 'x'} : {})});
      t.is(answer.status, 405, `${method} ${path}`);
      t.is(answer.headers.get('allow'), allowed);
      t.is(answer.json.id, 'KZS-HTTP-METHOD');
    }
    const nowhere = await ask('/nowhere', {documents: false});
    t.is(nowhere.status, 404);
    t.is(nowhere.json.id, 'KZS-HTTP-NOT-FOUND');
    const broken = await ask('/certificates/%ZZ/status', {key: bench.party.key});
    t.is(broken.status, 400);
    const head = await ask('/health', {method: 'HEAD', documents: false});
    t.is(head.status, 200);
    t.is(head.text, '');
    t.is((await fetch(`${bench.statusUrl}/history`)).status, 404);
  });
};
