import type {AreaName} from '../../../../centre/index.ts';
import {commandSecurity, instructions} from '../../../../protocol/globalplatform/index.ts';
import {
  cardAreas,
  command,
  KazasuError,
  responseApdu,
  type Sentence,
  sw,
} from '../../../../protocol/index.ts';
import {globalPlatform as gp} from '../../../../terminal/index.ts';
import {answered} from '../../../card-management/card-errors.ts';
import {keysOfDomain} from '../../../card-management/keys-of-domain.ts';
import {newCardKeys} from '../../../card-management/new-card-keys.ts';
import {channelTo} from '../../../engine/card-channel.ts';
import {type Ending, Refused} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import {appletPhases as p} from '../phases.ts';
import {type Between, wiretapped, withBetween} from '../service/wire.ts';
import {steppedAccess} from '../stepped-access.ts';

/** C-MAC: what each protocol of a new card has. */
const macLevel = 0x01;

/**
 * A host whose cryptogram is wrong under a MAC that is right: only a card that looks at the cryptogram refuses it.
 */
export const wrongCryptogram = (stage: Stage, area: AreaName): Promise<Ending> =>
  stage.step(p.attack, async () => {
    const channel = channelTo(stage);
    await gp.selectSecurityDomain(channel, cardAreas[area].aid);
    const {proven} = await gp.beginSecureChannel(channel, {
      ...(await keysOfDomain(channel, newCardKeys(area))),
      random: stage.world.random('area-attack'),
    });
    const data = proven.hostCryptogram.map((byte) => byte ^ 1);
    const plain = command({cla: 0x80, ins: instructions.externalAuthenticate, p1: macLevel, p2: 0, data});
    for (const sent of commandSecurity(proven.channel).wrap(plain)) {
      const {sw: status} = await channel.send(sent);
      if (status !== sw.ok) {
        throw refused({en: 'a wrong host cryptogram', ja: '誤った端末の暗号文'}, status.toString());
      }
    }
    return letIn(
      'the card took a host for its own whose cryptogram is wrong',
      '誤った暗号文の端末を認証しました',
    );
  });

/**
 * A command of a session whose MAC is wrong is refused, and the session with it: the same command with its right MAC
 * comes too late.
 */
export const wrongMac = async (stage: Stage, area: AreaName): Promise<Ending> => {
  const answers: string[] = [];
  const altering: Between = async (sent, toCard) => {
    if (answers.length > 0 || sent[0] !== protectedClass || sent[1] !== instructions.getStatus) {
      return toCard(sent);
    }
    const altered = await toCard(sent.map((byte, at) => (at === macEnd(sent) ? byte ^ 1 : byte)));
    const right = await toCard(sent);
    answers.push(...[altered, right].map((one) => responseApdu.decode(one).sw.toString()));
    return right;
  };
  const session = await steppedAccess(withBetween(stage, altering)).openArea(area, newCardKeys(area));
  await session.status().catch((error: unknown) => {
    if (answers.length === 0) {
      throw error;
    }
  });
  const [altered = '-', right = '-'] = answers;
  if ([altered, right].every((one) => !served.test(one))) {
    throw refused(
      {en: 'a wrong MAC, and then a right one', ja: '誤ったMAC、続けて正しいMAC'},
      `${altered}, ${right}`,
    );
  }
  return letIn(
    `the card answered ${altered} to a wrong MAC and ${right} to the right one behind it`,
    `誤ったMACに ${altered}、続く正しいMACに ${right} を返しました`,
  );
};

/**
 * Somebody heard a session from SELECT to its first command, and says all of it again: a card whose counter or
 * challenge has moved on opens none.
 */
export const replayedSession = async (stage: Stage, area: AreaName): Promise<Ending> => {
  const wire = wiretapped(stage);
  const session = await steppedAccess(wire.stage).openArea(area, newCardKeys(area));
  await session.status();
  const commands = wire.heard.filter((_, at) => at % 2 === 0);
  return stage.step(p.attack, async () => {
    for (const sent of commands) {
      const answer = responseApdu.decode(await stage.connection.transmit(sent));
      if (sent[0] === protectedClass && !served.test(answer.sw.toString())) {
        throw refused(
          {en: 'a session that it has had before', ja: '以前のセッションの再送'},
          answer.sw.toString(),
        );
      }
    }
    return letIn('the card opened a session a second time', '過去のセッションの再送を受け付けました');
  });
};

/** A version of which no domain has keys: those of secure channels end at 6F. GPC 2.3.1 table B-1. [S13] */
const noVersion = 0x6f;

/** Who asks for a key version gets keys of that version, and of one that is not there none. */
export const unknownKeyVersion = (stage: Stage, area: AreaName): Promise<Ending> =>
  stage.step(p.attack, () =>
    answered('INITIALIZE UPDATE', async () => {
      const channel = channelTo(stage);
      await gp.selectSecurityDomain(channel, cardAreas[area].aid);
      const options = {
        ...(await keysOfDomain(channel, newCardKeys(area))),
        random: stage.world.random('area-attack'),
      };
      await gp.beginSecureChannel(channel, options);
      try {
        await gp.beginSecureChannel(channel, {...options, keyVersion: noVersion});
      } catch (error) {
        if (error instanceof gp.GlobalPlatformStatus) {
          throw refused(
            {en: 'a key version that it does not have', ja: 'カードにない鍵バージョン'},
            error.sw.toString(),
          );
        }
        if (!(error instanceof KazasuError && error.id === 'KZS-GP-KEY-VERSION')) {
          throw error;
        }
      }
      return letIn(
        'the card answered a key version that it does not have with keys of another',
        '存在しない鍵バージョンの指定に別の鍵で応答しました',
      );
    }),
  );

const protectedClass = 0x84;

/** Done, done with more to tell, or looked for and not found: a command that was carried out. */
const served = /9000|6310|6A88/;

/** Where the last byte of data stands; Le may be behind it. */
const macEnd = (sent: Uint8Array): number => 4 + (sent[4] ?? 0);

const refused = (what: Sentence, status: string): Refused =>
  new Refused(
    {en: `the card answers ${status} to ${what.en}`, ja: `カードが ${status} を返しました(${what.ja})`},
    'command-refused',
  );

const letIn = (en: string, ja: string): Ending => ({verdict: 'pass', reasonId: 'let-in', reason: {en, ja}});
