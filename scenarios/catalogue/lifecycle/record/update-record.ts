import type {CauseName} from '../../../../centre/index.ts';
import type {Holder} from '../../../../emulator/index.ts';
import {
  type ApduChannel,
  type CardFile,
  CardSurfaceSession,
  type IssuerSession,
  TextAssistanceSession,
} from '../../../../terminal/index.ts';
import {Refused} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import {outdatedCertificates, revokeFor} from '../holders-certificate.ts';
import {lifecyclePhases} from '../phases.ts';

const attributes: CardFile = {application: 'text-assistance', file: 0x0002};
const integrity: CardFile = {application: 'text-assistance', file: 0x0003};
const face: CardFile = {application: 'card-surface', file: 0x0002};

/** 券面更新: text, pictures and the line on the card itself; the signing certificate ends with the day. */
export const updateRecord = async (
  stage: Stage,
  channel: ApduChannel,
  issuer: IssuerSession,
  record: Holder,
  cause: CauseName,
): Promise<void> => {
  const files = await stage.step(lifecyclePhases.drawRecord, () =>
    stage.world.recordFiles(stage.image, record),
  );
  await stage.step(lifecyclePhases.writeText, async () => {
    await issuer.writeFile(attributes, files.attributes);
    await issuer.writeFile(integrity, files.integrity);
  });
  await stage.step(lifecyclePhases.writeFace, () => issuer.writeFile(face, files.face));
  await stage.step(lifecyclePhases.writeEntry, () => undefined);
  await stage.step(lifecyclePhases.queueRevocation, () => {
    for (const certificate of outdatedCertificates(stage, record)) {
      revokeFor(stage, cause, certificate);
    }
  });
  await stage.step(lifecyclePhases.readBack, async () => {
    await readBackText(stage, channel, record);
    await readBackFace(stage, channel, files.face);
  });
};

/** 照合番号B, which the operator reads off the card. */
const numberB = (stage: Stage, application: string, file: string): string =>
  stage.image.applications[application]?.credentials[file]?.value ?? '';

const readBackText = async (stage: Stage, channel: ApduChannel, record: Holder): Promise<void> => {
  const text = await TextAssistanceSession.open(channel);
  await text.verify('B', numberB(stage, 'text-assistance', '0015'));
  const {name, address} = await text.readAttributes();
  if (name !== record.name || address !== record.address) {
    notWritten('the attributes', '券面事項入力補助APの属性');
  }
};

const readBackFace = async (stage: Stage, channel: ApduChannel, written: Uint8Array): Promise<void> => {
  const surface = await CardSurfaceSession.open(channel);
  await surface.verify('verification-number-b', numberB(stage, 'card-surface', '0012'));
  const came = await surface.readFile('face');
  if (!Buffer.from(came).equals(Buffer.from(written).subarray(0, came.length))) {
    notWritten('the card face', '券面事項確認APの券面');
  }
};

/** What was expected and came is the holder's name or address, so neither is told. */
const notWritten = (en: string, ja: string): never => {
  throw new Refused(
    {
      en: `${en} read back were expected to be those of the new record, but they are not`,
      ja: `読み戻した${ja}は新しい記録と一致するはずですが、一致しません`,
    },
    'read-back',
  );
};
