import {cardStates} from '../../../protocol/globalplatform/index.ts';
import {berTlv, type ResponseApdu, sw, tlv} from '../../../protocol/index.ts';
import {always} from '../access-rule.ts';
import {type Application, type CommandRow, findByAid, type Reply} from '../application.ts';
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

/**
 * FCI with the DF name (6F 84) or the EF identifier (62 83), clause 7.4.2; no source shows the card's own. A security
 * domain adds A5, GPC 2.3.1 clause 11.9.3.1.
 */
const fci = (card: CardContext, selected: Selected): Uint8Array => {
  if ('file' in selected) {
    const {id} = selected.file;
    return berTlv.encode(tlv(0x62, [tlv(0x83, Uint8Array.of(id >> 8, id & 0xff))]));
  }
  const {aid, proprietaryData} = selected.application;
  const own = proprietaryData ? [tlv(0xa5, proprietaryData(card))] : [];
  return berTlv.encode(tlv(0x6f, [tlv(0x84, aid), ...own]));
};

type Selected = {readonly application: Application} | {readonly file: FileDefinition};

const answered = (card: CardContext, p2: number, ne: number, selected: Selected): Reply => {
  const form = p2 & 0x0c;
  if (form === 0x0c || ne === 0) {
    return sw.ok;
  }
  const response: ResponseApdu = {data: fci(card, selected).subarray(0, ne), sw: sw.ok};
  return response;
};

const selectByAid = (card: CardContext, aid: Uint8Array, next: boolean): Application => {
  if (aid.length > 16) {
    refuse(sw.wrongLength);
  }
  if (aid.length === 0) {
    const [issuer] = card.applications;
    const domain = issuer ?? refuse(sw.fileNotFound);
    card.selectApplication(domain);
    return domain;
  }
  const current = next ? card.volatile.application : undefined;
  const found = findByAid(card.applications, aid, current) ?? refuse(sw.fileNotFound);
  checkSelectable(card, found);
  card.selectApplication(found);
  return found;
};

/**
 * A locked card lets nothing but its issuer security domain be selected, GPC 2.3.1 clause 11.9.3.2. What was installed
 * is of use only while the card is operational. Bench-defined, D183.
 */
const checkSelectable = ({applications, persistent}: CardContext, found: Application): void => {
  const {content, issuer} = persistent;
  if (isClosed(content.lifeCycle) && found !== applications[0]) {
    refuse(sw.functionNotSupported);
  }
  const installed = content.instances.has(found.name) && !content.domains.has(found.name);
  if (installed && issuer.lifeCycle !== 'operational') {
    refuse(sw.conditionsOfUseNotSatisfied);
  }
};

const isClosed = (lifeCycle: number): boolean =>
  lifeCycle === cardStates.cardLocked || lifeCycle === cardStates.terminated;

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
      return application === card.applications[0] ? sw.incorrectP1P2 : answered(card, p2, ne, {application});
    }
    const wanted = target(p1, p2, data);
    if (wanted.by === 'file-id') {
      return answered(card, p2, ne, {file: selectFile(card, wanted.id)});
    }
    const application = selectByAid(card, wanted.aid, wanted.next);
    const reply = answered(card, p2, ne, {application});
    const warned = card.state.locked || isClosed(card.persistent.content.lifeCycle);
    return warned ? {...asResponse(reply), sw: sw.selectedFileDeactivated} : reply;
  },
};
