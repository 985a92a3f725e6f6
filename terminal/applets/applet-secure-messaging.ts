import {AppletChannel, type KeyPairOfChannel} from '../../protocol/applets/index.ts';
import {sw} from '../../protocol/index.ts';
import type {ApduChannel} from '../apdu/apdu-channel.ts';
import {responseNotBelieved, sessionEnded} from './errors.ts';

/**
 * 業務タイプD's secure messaging as a channel for plain commands. A response that is not believed ends it, and so does
 * a bare one, with which the card says that it ended the session.
 * @throws KazasuError `KZS-APPLET-SM-RESPONSE`, `KZS-APPLET-SM-ENDED`.
 */
export const appletSecureMessaging = (below: ApduChannel, keys: KeyPairOfChannel): ApduChannel => {
  const channel = new AppletChannel(keys);
  let ended = false;
  return {
    async send(plain) {
      if (ended) {
        throw sessionEnded();
      }
      const response = await below.send(channel.protectCommand(plain));
      if (response.data.length === 0 && response.sw !== sw.ok) {
        ended = true;
        throw sessionEnded();
      }
      const opened = channel.openResponse(response);
      if (!opened) {
        ended = true;
        throw responseNotBelieved();
      }
      return opened;
    },
  };
};
