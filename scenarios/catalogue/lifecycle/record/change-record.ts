import type {CauseName, IssuedCertificate} from '../../../../centre/index.ts';
import type {Holder} from '../../../../emulator/index.ts';
import {atTerminal} from '../../../engine/card-channel.ts';
import {Refused} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import type {TestIssuer} from '../../../world/card-management-desk.ts';
import {askCard} from '../card-in-use.ts';
import {authenticateIssuer, receive, verifyResidentPin} from '../counter.ts';
import {lifecyclePhases} from '../phases.ts';
import {expectLogInGood, issueAnew} from '../renewal/issue-anew.ts';
import {expectIntegral} from './record-whole.ts';
import {updateRecord} from './update-record.ts';

/** What changed in the resident register, and what is done at the counter about it. */
export interface RecordChange {
  readonly record: Holder;
  readonly cause: CauseName;
  /** Lines of 追記欄 that are free. */
  readonly freeLines: number;
  /** The holder wants a new signing certificate at once. */
  readonly newSignature?: boolean;
  /** Default: town X. */
  readonly town?: TestIssuer;
  /** Default: the holder's. */
  readonly residentPin?: string;
}

/** 券面更新 from the queue to the card in the holder's hand; the new signing certificate, where one was wanted. */
export const changeRecord = async (
  stage: Stage,
  change: RecordChange,
): Promise<IssuedCertificate | undefined> => {
  await receive(stage);
  return changeAtCounter(stage, change);
};

/** The same once more: behind a cut everything is written again. */
export const changeAtCounter = async (
  stage: Stage,
  {record, cause, freeLines, newSignature = false, town = 'town-x', residentPin}: RecordChange,
): Promise<IssuedCertificate | undefined> => {
  await askCard(stage, town);
  if (newSignature) {
    expectLogInGood(stage);
  }
  if (freeLines === 0) {
    throw new Refused(
      {
        en: 'a free line on the card (追記欄) was expected, but all are written: the holder gets a new card',
        ja: '追記欄に空きが必要ですが、ありません(新しいカードを発行します)',
      },
      'no-free-line',
    );
  }
  const issued = await atTerminal(stage, async (channel) => {
    await verifyResidentPin(stage, channel, residentPin);
    const issuer = await authenticateIssuer(stage, channel);
    await updateRecord(stage, channel, issuer, record, cause);
    return newSignature ? issueAnew(stage, issuer, 'digital-signature', record) : undefined;
  });
  expectIntegral(await stage.snapshot());
  await stage.step(lifecyclePhases.explain, () => undefined);
  return issued;
};
