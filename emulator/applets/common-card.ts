import {appletFiles, standardApplets} from '../../protocol/applets/index.ts';
import {sw} from '../../protocol/index.ts';
import {always} from '../os/access-rule.ts';
import {readBinary} from '../os/commands/read-binary.ts';
import {select} from '../os/commands/select.ts';
import {refuse} from '../os/refusal.ts';
import {type AppletDefinition, emptyAppletState} from './applet.ts';
import {personaliseCommonCard, readBackId} from './service-personalisation.ts';

/** 共通カードAP: an id of 16 bytes, free to read for any terminal, and nothing else. */
export const commonCard: AppletDefinition = {
  ...standardApplets['common-card'],
  install: ({parameters}) => (parameters.length === 0 ? emptyAppletState : refuse(sw.incorrectData)),
  shape: () => ({
    files: [
      {
        kind: 'transparent',
        id: appletFiles.id,
        name: 'id',
        read: always,
        confidential: true,
        evidence: 'bench-defined',
      },
    ],
    commands: [select, readBinary],
  }),
  storeData: personaliseCommonCard,
  readBack: readBackId,
};
