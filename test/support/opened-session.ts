import type {ExecutionContext} from 'ava';
import type {StaticKeys} from '../../protocol/globalplatform/index.ts';
import {fromHex, KazasuError, seededRandom} from '../../protocol/index.ts';
import {globalPlatform} from '../../terminal/index.ts';
import {dice} from './dice.ts';
import {type DomainSettings, type ScriptedDomain, scriptedDomain} from './scripted-security-domain.ts';

const {openSecureChannel} = globalPlatform;

const random = dice(30);
export const threeKeys = (bytes: number): StaticKeys => ({
  enc: random.bytes(bytes),
  mac: random.bytes(bytes),
  dek: random.bytes(bytes),
});
export const keys = threeKeys(16);
export const domainAid = fromHex('A000000151000000');
export const packageAid = fromHex('F04B415A41');
export const appletAid = fromHex('F04B415A4101');
export const cap = {
  package: {aid: packageAid, version: {major: 1, minor: 0}},
  applets: [appletAid],
  padding: 300,
};

export type Session = Awaited<ReturnType<typeof openSecureChannel>>;

/** A session with a scripted domain, SCP03 i=70 level 33 unless told otherwise. */
export const opened = async (
  settings: Partial<DomainSettings> = {},
  level = 0x33,
): Promise<{domain: ScriptedDomain; session: Session}> => {
  const domain = scriptedDomain({protocol: 'scp03', i: 0x70, keys, ...settings});
  const session = await openSecureChannel(domain.channel, {
    keys: settings.keys ?? keys,
    level,
    random: seededRandom('host'),
    scp02Option: settings.i ?? 0x55,
  });
  return {domain, session};
};

export const rejected = async (
  t: ExecutionContext,
  promise: Promise<unknown>,
  id: string,
  piece: RegExp,
): Promise<void> => {
  const error = await t.throwsAsync(promise, {instanceOf: KazasuError, message: piece});
  t.is(error?.id, id);
  t.regex(error?.sentence.ja ?? '', /[ぁ-ん]/);
};
