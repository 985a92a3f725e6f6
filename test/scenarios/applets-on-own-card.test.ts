import test from 'ava';
import {newContent} from '../../emulator/content-management/default-content.ts';
import {
  type CardImage,
  type SecureChannelName,
  secureChannels,
  stateOf,
  withState,
} from '../../emulator/index.ts';
import type {LifeCycle} from '../../protocol/index.ts';
import {scenariosMatching, variantsNamed} from '../../scenarios/index.ts';
import {benchOfImage, issuer99, neutral, othersContent, type Renaming} from '../support/others-card.ts';
import {play, said, scenarioCalled} from '../support/scenario-play.ts';

const applets = scenariosMatching('applets/*');

/** Plays on a card that another issuer was on before; how it ended, and that issuer's instances before and behind it. */
const onOthersCard = async (id: string, names: Renaming) => {
  const content = await othersContent(names);
  const {outcome, image} = await play(scenarioCalled(id), {
    openBench: benchOfImage((one) => ({...one, content})),
  });
  const beginnings = names.map(([, to]) => to);
  const theirs = (all: Readonly<Record<string, unknown>>) =>
    Object.entries(all).filter(([aid]) => beginnings.some((one) => aid.includes(one)));
  return {
    outcome,
    before: theirs(content?.instances ?? {}),
    after: theirs(image.content?.instances ?? {}),
  };
};

for (const names of [issuer99, neutral]) {
  test(`what another issuer has on the card stays on it, under ${names[2]?.[1]}`, async (t) => {
    for (const {id} of applets) {
      const {outcome, before, after} = await onOthersCard(id, names);
      t.is(before.length, 2);
      t.deepEqual(after, before, id);
      t.is(
        outcome.verdict,
        id === 'applets/any-card' ? 'inconclusive' : 'pass',
        `${id}: ${outcome.reason.en}`,
      );
    }
  });
}

test('a move that would empty another issuer’s area is refused before anything is touched', async (t) => {
  const content = await othersContent(neutral);
  const openBench = benchOfImage((one) => ({...one, content}));
  const moves = [scenarioCalled('applets/any-card'), ...variantsNamed(applets, 'moved-out')];
  t.true(moves.length > 3);
  for (const scenario of moves) {
    const {outcome, image} = await play(scenario, {openBench});
    t.is(said(outcome), 'inconclusive precondition', scenario.id);
    t.regex(outcome.reason.en, /a move empties it, but it holds .*AA120099/);
    t.deepEqual(image.content?.instances, content?.instances);
  }
});

test('an area with no room at all says so, and is left as it was', async (t) => {
  const content = await othersContent(neutral);
  const full = JSON.parse(JSON.stringify(content).replaceAll('"instanceLimit":8', '"instanceLimit":1'));
  const {outcome, image} = await play(scenarioCalled('applets/area'), {
    openBench: benchOfImage((one) => ({...one, content: full})),
  });
  t.is(said(outcome), 'inconclusive precondition', outcome.reason.en);
  t.regex(outcome.reason.en, /are in the way: .*AA120099/);
  t.deepEqual(image.content?.loadFiles, full.loadFiles);
});

test('a chip that is not in use ends a run before anything is installed', async (t) => {
  for (const lifeCycle of ['suspended', 'arrived', 'prepared', 'terminated'] satisfies LifeCycle[]) {
    for (const id of ['applets/type-a', 'applets/any-card']) {
      const {outcome, image} = await play(scenarioCalled(id), {
        openBench: benchOfImage((one) => ({...one, issuer: {...one.issuer, lifeCycle}})),
      });
      t.is(said(outcome), 'inconclusive precondition');
      t.regex(outcome.reason.en, new RegExp(`operational was expected, but the chip’s is ${lifeCycle}`));
      t.deepEqual(Object.keys(image.content?.loadFiles ?? {}), []);
    }
  }
});

/** The same card as it is made with another secure channel. */
const madeWith =
  (name: SecureChannelName) =>
  (image: CardImage): CardImage => {
    const content = newContent({cardId: image.id, areas: true, secureChannel: secureChannels[name]});
    return withState(image, {...stateOf(image), content});
  };

const kinds = Object.keys(secureChannels) as SecureChannelName[];

/** Kinds of card on which everything is played; on the others what makes an issuer's domain with keys of its own. */
const thorough: readonly SecureChannelName[] = ['scp03-aes-256', 'scp02-emv'];

for (const name of kinds) {
  test(`a card made with ${name} is written by the keys it says it has`, async (t) => {
    const openBench = benchOfImage(madeWith(name));
    for (const {id} of thorough.includes(name) ? applets : [scenarioCalled('applets/any-card')]) {
      const {outcome, image} = await play(scenarioCalled(id), {openBench});
      t.is(outcome.verdict, 'pass', `${id}: ${outcome.reason.en}`);
      const {protocol, keyBytes} = secureChannels[name];
      const made = Object.entries(image.content?.domains ?? {}).filter(([aid]) =>
        aid.startsWith('F04B415A41535510'),
      );
      t.is(made.length > 0, id !== 'applets/area', id);
      for (const [, {keys}] of made) {
        const format = [protocol === 'scp02' ? 0x80 : 0x88, keyBytes];
        t.deepEqual(
          keys.map(({type, value}) => [type, Buffer.from(value, 'base64').length]),
          [format, format, format],
        );
      }
    }
  });
}

test('on a card of any kind a session is said again in vain, and so are wrong cryptograms, MACs and key versions', async (t) => {
  const attacks = ['host-cryptogram-wrong', 'mac-wrong', 'session-replayed', 'key-version-unknown'];
  for (const name of kinds) {
    for (const attack of attacks.flatMap((id) => variantsNamed(applets, id))) {
      const {outcome} = await play(attack, {openBench: benchOfImage(madeWith(name))});
      t.is(outcome.verdict, 'pass', `${name}, ${attack.id}: ${outcome.reason.en}`);
    }
  }
});

test('a card whose areas have keys of somebody else’s ends inconclusive, and the sentence says which channel it has', async (t) => {
  for (const [name, told] of [
    ['scp03-aes-192', /SCP03 i=70 with keys of version 48.* AES-192 keys \(as they are, by KDF3\)/],
    ['scp02-i15', /SCP02 i=15 with keys of version 32.* 3DES keys \(as they are, by VISA2, by EMV\)/],
  ] as const) {
    const {outcome, image} = await play(scenarioCalled('applets/type-a'), {
      openBench: benchOfImage((one) => {
        const state = stateOf(madeWith(name)(one));
        const domains = [...state.content.domains].map(([aid, domain]) => {
          const keys = domain.keys.map((key) => ({...key, value: key.value.map((byte) => byte ^ 0x10)}));
          return [aid, {...domain, keys}] as const;
        });
        return withState(one, {...state, content: {...state.content, domains: new Map(domains)}});
      }),
    });
    t.is(said(outcome), 'inconclusive precondition', outcome.reason.en);
    t.regex(outcome.reason.en, told);
    t.deepEqual(Object.keys(image.content?.loadFiles ?? {}), []);
  }
});
