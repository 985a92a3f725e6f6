import type {SecureChannelProtocol} from '../protocol/globalplatform/index.ts';
import {fromHex, type Tlv, tlv} from '../protocol/index.ts';

/** 1.2.840.114283, GlobalPlatform's arc, as the content of an object identifier. */
const globalPlatform = fromHex('2A864886FC6B');

/** The number of each protocol in object identifiers. */
const protocolNumbers: Readonly<Record<SecureChannelProtocol, number>> = {scp02: 2, scp03: 3};

/** Each arc is below 128. */
const identifier = (...arcs: number[]): Tlv => tlv(0x06, Uint8Array.from([...globalPlatform, ...arcs]));

/**
 * Card recognition data, GPC 2.3.1 clause H.2: object 73. That a card has it is observed [S3]; version 2.3.1 and the
 * secure channel are ours. Bench-defined, D27.
 */
export const cardRecognitionData = (
  {protocol, i}: {readonly protocol: SecureChannelProtocol; readonly i: number} = {
    protocol: 'scp03',
    i: 0x70,
  },
): Tlv =>
  tlv(0x73, [
    identifier(1),
    // Card management type and version.
    tlv(0x60, [identifier(2, 2, 3, 1)]),
    // Card identification scheme: by 0042 and 0045 together.
    tlv(0x63, [identifier(3)]),
    // Secure channel protocol of the security domain, and its options i.
    tlv(0x64, [identifier(4, protocolNumbers[protocol], i)]),
  ]);
