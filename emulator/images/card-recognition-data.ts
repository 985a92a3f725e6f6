import {berTlv, fromHex, type Tlv, tlv} from '../../protocol/index.ts';

/** 1.2.840.114283, GlobalPlatform's arc, as the content of an object identifier. */
const globalPlatform = fromHex('2A864886FC6B');

const identifier = (...arcs: number[]): Tlv => tlv(0x06, Uint8Array.from([...globalPlatform, ...arcs]));

/**
 * Card recognition data, GlobalPlatform Card Specification 2.3.1, H.2: the value of tag 66. Each arc is below 128.
 * That there is some is observed [S3]; version 2.3.1 and SCP03 with i = 70 are ours. Bench-defined, D27.
 */
export const cardRecognitionData: Uint8Array = berTlv.encode(
  tlv(0x73, [
    identifier(1),
    // Card management type and version.
    tlv(0x60, [identifier(2, 2, 3, 1)]),
    // Card identification scheme: by 0042 and 0045 together.
    tlv(0x63, [identifier(3)]),
    // Secure channel protocol of the issuer security domain, and its options i.
    tlv(0x64, [identifier(4, 3, 0x70)]),
  ]),
);
