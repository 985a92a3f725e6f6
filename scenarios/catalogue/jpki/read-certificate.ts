import {inTransaction} from '../../../terminal/index.ts';
import {budgetsFor} from '../../budgets/catalogue.ts';
import type {Scenario} from '../../engine/scenario.ts';
import {openSession} from './open-session.ts';
import {jpkiPhases} from './phases.ts';

/**
 * The certificate read and nothing else, as a library or a gate does that knows its serial number: no PIN, no
 * signature, no question to the centre, so nothing proves that the card is there and nobody asks whether it was revoked.
 */
export const readCertificate: Scenario = {
  id: 'jpki/read-certificate',
  title: {
    en: 'Reading the user authentication certificate alone',
    ja: '利用者証明用電子証明書の読み出しのみ',
  },
  source: 'S8',
  phases: [jpkiPhases.selectApplication, jpkiPhases.checkToken, jpkiPhases.readCertificate],
  budgets: budgetsFor('jpki/read-certificate'),
  run: async (stage) => {
    const certificate = await inTransaction(stage.connection, stage.capabilities, async () => {
      const session = await openSession(stage);
      return stage.step(jpkiPhases.readCertificate, () => session.readCertificate('user-authentication'));
    });
    return {
      verdict: 'pass',
      reason: {
        en: `a certificate of ${certificate.length} bytes was read; nobody was asked whether it was revoked`,
        ja: `${certificate.length} バイトの証明書を読み出しました(失効は確認していません)`,
      },
    };
  },
};
