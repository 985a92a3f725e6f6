import {KazasuError, type Sentence} from '../../../protocol/index.ts';
import {
  type Attributes,
  CardSurfaceSession,
  type FacePart,
  TextAssistanceSession,
} from '../../../terminal/index.ts';
import {type Phase, Refused} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import type {ResidentRecord} from '../../world/resident-record.ts';
import type {MunicipalTerminal} from './municipal-terminal.ts';
import {issuancePhases} from './phases.ts';

const faceParts = ['birthDate', 'sex', 'photo', 'expiresOn'] as const satisfies readonly FacePart[];

/** What the chip says is printed on the card, and its attributes as text: both open by 照合番号B. */
export interface ReadSurface {
  readonly cardId: string;
  readonly face: Readonly<Record<(typeof faceParts)[number], Uint8Array>>;
  readonly attributes: Attributes;
}

/** Reads 券面AP and 入力補助AP with 照合番号B. A card without them is no My Number Card: `application-missing`. */
export const readSurface = (
  stage: Stage,
  {channel, access}: MunicipalTerminal,
  verificationNumberB: string,
  phase: Phase = issuancePhases.readSurface,
): Promise<ReadSurface> =>
  stage.step(phase, async () => {
    try {
      const surface = await CardSurfaceSession.open(channel);
      await surface.verify('verification-number-b', verificationNumberB);
      const face = await surface.readFace(faceParts);
      const text = await TextAssistanceSession.open(channel);
      await text.verify('B', verificationNumberB);
      const attributes = await text.readAttributes();
      return {cardId: await access.cardId(), face, attributes};
    } catch (error) {
      const reasonId = error instanceof KazasuError ? unreadable(error.id) : undefined;
      throw error instanceof KazasuError && reasonId !== undefined
        ? new Refused(error.sentence, reasonId)
        : error;
    }
  });

/** What came cannot be what a municipality has made. */
const unreadable = (errorId: string): 'application-missing' | 'chip-unreadable' | undefined => {
  if (errorId.endsWith('-APPLICATION-NOT-FOUND')) {
    return 'application-missing';
  }
  return errorId === 'KZS-SURFACE-FACE' || errorId === 'KZS-TEXT-FILE' ? 'chip-unreadable' : undefined;
};

/** In which the record and the chip must say the same. */
const compared = ['name', 'address', 'birthDate', 'sex'] as const satisfies readonly (keyof Attributes)[];

/** Holds the chip against the record, and its two applications against one another; no value is told. */
export const compareWithRecord = (
  stage: Stage,
  {face, attributes}: ReadSurface,
  record: ResidentRecord,
): Promise<void> =>
  stage.step(issuancePhases.compareRecord, () => {
    const differing: Part[] = compared.filter((part) => attributes[part] !== record[part]);
    const printed = {birthDate: latin(face.birthDate), sex: latin(face.sex)};
    differing.push(
      ...(['birthDate', 'sex'] as const)
        .filter((part) => printed[part] !== attributes[part])
        .map((part) => `face-${part}` as const),
    );
    if (latin(face.expiresOn).slice(0, 4) !== record.verificationNumberB.slice(6, 10)) {
      differing.push('expiryYear');
    }
    stage.note(comparison(differing));
    if (differing.length > 0) {
      throw new Refused(
        {
          en: `the chip was expected to hold what the resident’s record says, but it differs in ${differing.map((part) => partNames[part].en).join(', ')}`,
          ja: `チップの内容が本人確認情報と一致しません(${differing.map((part) => partNames[part].ja).join('、')})`,
        },
        'record-differs',
      );
    }
    if (record.movedOut) {
      throw new Refused(
        {
          en: 'the applicant was expected to live here still, but has moved out since the application',
          ja: '申請者は申請後に転出しています',
        },
        'moved-out',
      );
    }
  });

/** What is compared, in the order in which it is told. */
const partNames = {
  name: {en: 'name', ja: '氏名'},
  address: {en: 'address', ja: '住所'},
  birthDate: {en: 'birthDate', ja: '生年月日'},
  sex: {en: 'sex', ja: '性別'},
  'face-birthDate': {en: 'birthDate of the card face', ja: '券面の生年月日'},
  'face-sex': {en: 'sex of the card face', ja: '券面の性別'},
  expiryYear: {en: 'year of expiry', ja: '有効期限の年'},
} as const satisfies Readonly<Record<string, Sentence>>;

type Part = keyof typeof partNames;

/** Part by part, and no value of any. */
const comparison = (differing: readonly Part[]): Sentence => {
  const parts = Object.keys(partNames) as Part[];
  const told = (language: 'en' | 'ja', same: string, differs: string): string =>
    parts
      .map((part) => `${partNames[part][language]} ${differing.includes(part) ? differs : same}`)
      .join(language === 'en' ? ', ' : '、');
  return {
    en: `compared with the resident’s record: ${told('en', 'same', 'DIFFERS')}`,
    ja: `本人確認情報との照合: ${told('ja', '一致', '不一致')}`,
  };
};

/** The card’s last day as the chip has it, `YYYY-MM-DD`. */
export const lastDayOf = ({face}: Pick<ReadSurface, 'face'>): string =>
  latin(face.expiresOn).replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');

const latin = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
