import {
  instructions,
  keyInformation,
  keyTypes,
  resourceTags,
  tags,
} from '../../../protocol/globalplatform/index.ts';
import {berTlv, fromHex, sw, type Tlv, tlv} from '../../../protocol/index.ts';
import {cardRecognitionData} from '../../card-recognition-data.ts';
import {always} from '../../os/access-rule.ts';
import type {CommandRow} from '../../os/application.ts';
import type {CardContext} from '../../os/context.ts';
import {refuse} from '../../os/refusal.ts';
import {selectedDomain} from '../authority.ts';
import type {DomainKey, SecurityDomain} from '../content.ts';
import {channelKeysOf} from '../key-set.ts';
import {freeMemory, instanceCount} from '../memory.ts';
import {publicKeyComponents} from '../public-key.ts';
import {issuerDomain} from '../registry.ts';
import {countsSessions} from './initialize-update.ts';

/** Bytes of working memory that a card of this kind has left. Nothing here uses any. Bench-defined, D178. */
const freeVolatileBytes = 4096;

/** What an EF.DIR consists of, ISO/IEC 7816-4 clause 12.2.1: 2F00 is its identifier, and no tag. [S6] */
const applicationTemplate = 0x61;

/** What GET DATA in the interindustry class has under the same tags: the issuer's and the card's numbers. [S3] */
const cardNumbers = {[tags.issuerIdentification]: 0x42, [tags.cardImage]: 0x45} as const;

/**
 * GET DATA `80 CA`, GPC 2.3.1 clause 11.3: a data object of the selected domain with its tag. No session is needed.
 * An unknown one is 6A88. `00 CA` answers for the card itself, without tags, as observed.
 */
export const getData: CommandRow = {
  name: 'GET DATA',
  cla: 'proprietary',
  ins: instructions.getData,
  requires: always,
  evidence: 'standard',
  run(card, {p1, p2, data}) {
    if (data.length > 0) {
      refuse(sw.wrongLength);
    }
    const tag = (p1 << 8) | p2;
    const domain = card.persistent.content.domains.get(selectedDomain(card));
    const object = domain && objectOf(card, domain, tag);
    return {data: object ?? refuse(sw.referencedDataNotFound), sw: sw.ok};
  },
};

const objectOf = (card: CardContext, domain: SecurityDomain, tag: number): Uint8Array | undefined => {
  const written = domain.dataObjects.get(tag);
  if (written) {
    return berTlv.encode(tlv(tag, written));
  }
  const {content} = card.persistent;
  switch (tag) {
    case tags.productionLifeCycle:
      return berTlv.encode(tlv(tag, content.productionLifeCycle));
    case tags.issuerIdentification:
    case tags.cardImage: {
      const number = card.persistent.cardData.get(cardNumbers[tag]);
      return number && selectedDomain(card) === issuerDomain ? berTlv.encode(tlv(tag, number)) : undefined;
    }
    case tags.cardData:
      return berTlv.encode(tlv(tag, [recognitionData(card)]));
    case tags.cardCapabilities:
      return berTlv.encode(tlv(tag, capabilities(domain)));
    case tags.keyInformation:
      return keyTemplate(card);
    case tags.sequenceCounter:
      return sequenceCounter(domain);
    case tags.confirmationCounter:
      return berTlv.encode(tlv(tag, bigEndian(content.confirmationCounter, 2)));
    case tags.diversification:
      return berTlv.encode(tlv(tag, content.diversificationData));
    case tags.cardResources:
      return berTlv.encode(tlv(tag, resources(card)));
    case tags.applicationList:
      return Uint8Array.from(
        Buffer.concat(
          card.applications.map(({aid}) => berTlv.encode(tlv(applicationTemplate, [tlv(tags.aid, aid)]))),
        ),
      );
    default:
      return undefined;
  }
};

/** Card recognition data of the selected domain, GPC 2.3.1 clause H.2: object 73, as SELECT tells it too. */
export const recognitionData = (card: CardContext): Tlv => {
  const keys = channelKeysOf(card.persistent.content, selectedDomain(card), 0);
  return cardRecognitionData(keys);
};

/** Card capability information, GPC 2.3.1 clause H.4: the secure channel, privileges, hashes of load files. */
const capabilities = ({secureChannel: {protocol, i}}: SecurityDomain): Tlv[] => [
  tlv(0xa0, [
    tlv(0x80, Uint8Array.of(protocol === 'scp02' ? 0x02 : 0x03)),
    tlv(0x81, Uint8Array.of(i)),
    ...(protocol === 'scp02' ? [] : [tlv(0x82, Uint8Array.of(0x07))]),
  ]),
  tlv(0x81, fromHex('FFFE80')),
  tlv(0x82, fromHex('1E0600')),
  tlv(0x83, fromHex('0102')),
];

const keyTemplate = (card: CardContext): Uint8Array => {
  const {content} = card.persistent;
  const keys = content.domains.get(selectedDomain(card))?.keys ?? [];
  return keyInformation.encode(
    keys.map((key) => ({keyId: key.id, keyVersion: key.version, components: componentsOf(key)})),
  );
};

const componentsOf = ({type, value}: DomainKey): {type: number; length: number}[] =>
  type === keyTypes.des || type === keyTypes.aes
    ? [{type, length: value.length}]
    : publicKeyComponents(value).map((component) => ({
        type: component.type,
        length: component.value.length,
      }));

const sequenceCounter = ({secureChannel, sequenceCounter: count}: SecurityDomain): Uint8Array | undefined =>
  countsSessions(secureChannel)
    ? berTlv.encode(tlv(tags.sequenceCounter, bigEndian(count, secureChannel.protocol === 'scp02' ? 2 : 3)))
    : undefined;

/** ETSI TS 102 226 clause 8.2.1.7.2: applications below the domain, free persistent and volatile bytes. */
const resources = (card: CardContext): Tlv[] => {
  const domain = selectedDomain(card);
  return [
    tlv(resourceTags.applications, Uint8Array.of(instanceCount(card.persistent, domain))),
    tlv(resourceTags.freeNonVolatile, bigEndian(freeMemory(card.persistent, domain).free, 4)),
    tlv(resourceTags.freeVolatile, bigEndian(freeVolatileBytes, 4)),
  ];
};

const bigEndian = (value: number, bytes: number): Uint8Array => {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return Uint8Array.from(buffer);
};
