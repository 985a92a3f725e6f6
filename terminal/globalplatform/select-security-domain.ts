import {tags} from '../../protocol/globalplatform/index.ts';
import {berTlv, command, findTlv, KazasuError, sw} from '../../protocol/index.ts';
import type {ApduChannel} from '../apdu/apdu-channel.ts';
import {GlobalPlatformStatus, strangeAnswer} from './errors.ts';

const select = 0xa4;

/** What a security domain answers to SELECT, GPC 2.3.1 clause 11.9.3.1. [S13] */
export interface SelectedSecurityDomain {
  readonly aid: Uint8Array;
  /** 6283: the card is locked. */
  readonly locked: boolean;
}

/**
 * SELECT of a security domain; without an AID of the one the card selects by itself.
 * @throws KazasuError `KZS-GP-STATUS`, `KZS-GP-ANSWER`.
 */
export const selectSecurityDomain = async (
  channel: ApduChannel,
  aid: Uint8Array = new Uint8Array(0),
): Promise<SelectedSecurityDomain> => {
  const answer = await channel.send(command({cla: 0, ins: select, p1: 4, p2: 0, data: aid, ne: 256}));
  const locked = answer.sw === sw.selectedFileDeactivated;
  if (answer.sw !== sw.ok && !locked) {
    throw new GlobalPlatformStatus('SELECT', select, answer.sw);
  }
  try {
    const {children} = berTlv.decode(answer.data);
    const found = findTlv(children, tags.dedicatedFileName);
    if (found) {
      return {aid: found.value, locked};
    }
  } catch (error) {
    if (!(error instanceof KazasuError)) {
      throw error;
    }
  }
  throw strangeAnswer('SELECT', answer.data);
};
