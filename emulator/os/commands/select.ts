import {berTlv, type ResponseApdu, sw, tlv} from '../../../protocol/index.ts';
import {always} from '../access-rule.ts';
import {type CommandRow, findByAid, type Reply} from '../application.ts';
import type {CardContext} from '../context.ts';
import {asResponse} from '../dispatch.ts';
import type {FileDefinition} from '../file.ts';
import {refuse} from '../refusal.ts';

type Target =
  | {readonly by: 'aid'; readonly aid: Uint8Array; readonly next: boolean}
  | {readonly by: 'file-id'; readonly id: number};

/** P1: 04 by DF name, 02 (and 00) an EF under the current DF. P2: occurrence in bits 1–2, answer in bits 3–4. */
const target = (p1: number, p2: number, data: Uint8Array): Target => {
  if (p1 === 0x04 && ((p2 & 3) === 0 || (p2 & 3) === 2)) {
    return {by: 'aid', aid: data, next: (p2 & 3) === 2};
  }
  if ((p1 === 0x02 || p1 === 0x00) && (p2 & 3) === 0) {
    return data.length === 2
      ? {by: 'file-id', id: ((data[0] as number) << 8) | (data[1] as number)}
      : refuse(sw.wrongLength);
  }
  return refuse(sw.incorrectP1P2);
};

/** FCI with the DF name (6F 84) or the EF identifier (62 83), clause 7.4.2; no source shows the card's own. */
const fci = (selected: {aid: Uint8Array} | {file: FileDefinition}): Uint8Array =>
  berTlv.encode(
    'aid' in selected
      ? tlv(0x6f, [tlv(0x84, selected.aid)])
      : tlv(0x62, [tlv(0x83, Uint8Array.of(selected.file.id >> 8, selected.file.id & 0xff))]),
  );

const answered = (p2: number, ne: number, selected: {aid: Uint8Array} | {file: FileDefinition}): Reply => {
  const form = p2 & 0x0c;
  if (form === 0x0c || ne === 0) {
    return sw.ok;
  }
  const response: ResponseApdu = {data: fci(selected).subarray(0, ne), sw: sw.ok};
  return response;
};

const selectByAid = (card: CardContext, aid: Uint8Array, next: boolean): Uint8Array => {
  if (aid.length > 16) {
    refuse(sw.wrongLength);
  }
  if (aid.length === 0) {
    const [issuer] = card.applications;
    const domain = issuer ?? refuse(sw.fileNotFound);
    card.selectApplication(domain);
    return domain.aid;
  }
  const current = next ? card.volatile.application : undefined;
  const found = findByAid(card.applications, aid, current) ?? refuse(sw.fileNotFound);
  card.selectApplication(found);
  return found.aid;
};

const selectFile = (card: CardContext, id: number): FileDefinition => {
  const file = card.volatile.application.fileById(id) ?? refuse(sw.fileNotFound);
  card.selectFile(file);
  return file;
};

/**
 * SELECT, ISO/IEC 7816-4 clause 11.2.1. By whole or partial DF name, an empty one for the issuer security domain;
 * or by EF identifier. P1 = 00 without data keeps what is selected; in the issuer security domain it is 6A86.
 */
export const select: CommandRow = {
  name: 'SELECT',
  cla: 'interindustry',
  ins: 0xa4,
  requires: always,
  evidence: 'observed',
  run(card, {p1, p2, data, ne}) {
    if ((p2 & 0xf0) !== 0 || ![0x00, 0x0c].includes(p2 & 0x0c)) {
      refuse(sw.incorrectP1P2);
    }
    if (p1 === 0 && data.length === 0) {
      const {application} = card.volatile;
      return application === card.applications[0] ? sw.incorrectP1P2 : answered(p2, ne, application);
    }
    const wanted = target(p1, p2, data);
    if (wanted.by === 'file-id') {
      return answered(p2, ne, {file: selectFile(card, wanted.id)});
    }
    const reply = answered(p2, ne, {aid: selectByAid(card, wanted.aid, wanted.next)});
    return card.state.locked ? {...asResponse(reply), sw: sw.selectedFileDeactivated} : reply;
  },
};
