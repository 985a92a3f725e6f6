import {tags} from '../../protocol/globalplatform/index.ts';
import {berTlv, findTlv, sw, type Tlv} from '../../protocol/index.ts';
import {refuse} from '../os/refusal.ts';

/** What INSTALL asks for besides AIDs and privileges. */
export interface InstallParameters {
  /** C9: what the application itself gets. */
  readonly application: Uint8Array;
  /** C6 and C8 in EF: bytes of code and of data, where given. */
  readonly codeBytes: number | undefined;
  readonly dataBytes: number | undefined;
}

/** INSTALL parameters, GPC 2.3.1 table 11-49, to numbers; 6A80 where they are no BER-TLV. Other objects are left alone. */
export const installParameters = (field: Uint8Array): InstallParameters => {
  const objects = decoded(field);
  const system = findTlv(objects, tags.systemParameters)?.children;
  return {
    application: findTlv(objects, tags.applicationParameters)?.value ?? new Uint8Array(0),
    codeBytes: numberIn(findTlv(system, tags.nonVolatileCode)),
    dataBytes: numberIn(findTlv(system, tags.nonVolatileData)),
  };
};

const decoded = (field: Uint8Array): readonly Tlv[] => {
  try {
    return berTlv.decodeAll(field);
  } catch {
    return refuse(sw.incorrectData);
  }
};

/** Two bytes, or four, GPC 2.3.1 clause 11.5.2.3.7; 6A80 for another length. */
const numberIn = (object: Tlv | undefined): number | undefined => {
  if (!object) {
    return undefined;
  }
  const {value} = object;
  return value.length === 2 || value.length === 4
    ? Buffer.from(value).readUIntBE(0, value.length)
    : refuse(sw.incorrectData);
};
