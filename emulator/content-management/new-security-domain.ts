import {supportedOptions} from '../../protocol/globalplatform/index.ts';
import {findTlv, sw} from '../../protocol/index.ts';
import {refuse} from '../os/refusal.ts';
import {
  type AidText,
  authenticationTries,
  type CardContent,
  type ChannelSettings,
  type SecurityDomain,
} from './content.ts';
import type {InstallParameters} from './install-parameters.ts';
import {dataObjectsOf} from './management-command.ts';

/** In C9 of INSTALL: a secure channel the domain shall speak, protocol and options i. [S111] [S112] */
const secureChannelTag = 0x81;

/**
 * A security domain as it is installed: no keys, so that it is reached with those of its own domain; the secure channel
 * of C9, or its own domain's. C8 of EF is the quota of what is below it. A secure channel the card lacks is 6A80.
 */
export const newSecurityDomain = (
  content: CardContent,
  parent: AidText,
  {application, dataBytes}: InstallParameters,
): SecurityDomain => ({
  keys: [],
  secureChannel:
    secureChannelIn(application) ??
    content.domains.get(parent)?.secureChannel ??
    refuse(sw.referencedDataNotFound),
  sequenceCounter: 0,
  triesLeft: authenticationTries,
  ...(dataBytes === undefined ? {} : {quota: dataBytes}),
  dataObjects: new Map(),
});

const secureChannelIn = (parameters: Uint8Array): ChannelSettings | undefined => {
  const wanted = findTlv(dataObjectsOf(parameters), secureChannelTag)?.value;
  if (!wanted) {
    return undefined;
  }
  const [number, i = -1] = wanted;
  const protocol = number === 2 ? 'scp02' : number === 3 ? 'scp03' : refuse(sw.incorrectData);
  return supportedOptions[protocol].includes(i) ? {protocol, i} : refuse(sw.incorrectData);
};
