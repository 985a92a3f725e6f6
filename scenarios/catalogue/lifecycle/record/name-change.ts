import {
  certificateOf,
  type HolderName,
  holderNames,
  type IssuedCertificate,
} from '../../../../centre/index.ts';
import {type Ending, Refused} from '../../../engine/scenario.ts';
import type {StageWith} from '../../../parameters/define-scenario.ts';
import type {ParameterTable} from '../../../parameters/parameter.ts';
import {registeredHolder} from '../../../world/registered-holder.ts';
import {lifecyclePhases} from '../phases.ts';
import {judgeSignature} from '../sign-with.ts';
import {certificateNameOf} from './certificate-name.ts';
import type {RecordChange} from './change-record.ts';

export const nameParameters = {
  name: {
    type: 'text',
    title: {en: 'the new name as the resident record writes it', ja: '新しい氏名(住民記録の表記)'},
    default: '髙橋　花子',
    minLength: 1,
    maxLength: 100,
  },
  certificateName: {
    type: 'text',
    title: {
      en: 'the same as certificates write it, each other character being a 代替文字; empty: by a table',
      ja: '証明書の表記(異なる文字は代替文字)。空欄の場合は置換表による',
    },
    default: '',
    maxLength: 100,
  },
  kioskCharacters: {
    type: 'number',
    title: {en: 'the longest name that a kiosk prints', ja: 'キオスク端末で印字できる氏名の文字数'},
    default: 50,
    min: 1,
    whole: true,
    unit: 'characters',
  },
} as const satisfies ParameterTable;

export type NameStage = StageWith<typeof nameParameters>;

/** The record with the name that was given; its holder wants a new signing certificate at once. */
export const nameChange = ({image, parameters}: NameStage): RecordChange => {
  const {name} = parameters;
  const certificateName = certificateNameOf(parameters);
  return {
    record: {...registeredHolder(image), name, certificateName},
    cause: 'name-change',
    freeLines: 1,
    newSignature: true,
  };
};

/**
 * What a service sees of the new name: the certificate's, each 代替文字 marked; and whether a kiosk prints it, which
 * takes names up to a length only. The limit: Bench-defined, D268.
 */
export const nameSeen = async (stage: NameStage, issued: IssuedCertificate | undefined): Promise<Ending> => {
  const {name, kioskCharacters} = stage.parameters;
  const certificateName = certificateNameOf(stage.parameters);
  const {ending, certificate} = await judgeSignature(stage);
  if (ending.verdict !== 'pass') {
    return ending;
  }
  const marks = await stage.step(lifecyclePhases.checkName, () => {
    const names = holderNames(certificateOf(certificate));
    expectName(issued, certificate, named(names, 'name') === certificateName);
    expectMarks(named(names, 'nameSubstitutes'), marksOf(name, certificateName));
    return marksOf(name, certificateName);
  });
  await stage.step(lifecyclePhases.askKiosk, () => {
    const {length} = [...name];
    if (length > kioskCharacters) {
      throw new Refused(
        {
          en: `a kiosk prints names of up to ${kioskCharacters} characters, but this one has ${length}: it goes to the counter`,
          ja: `キオスク端末で印字できる氏名は ${kioskCharacters} 文字までですが、${length} 文字です(窓口で交付します)`,
        },
        'name-too-long',
      );
    }
  });
  const count = [...marks].filter((mark) => mark === '1').length;
  return {
    verdict: 'pass',
    reasonId: 'updated',
    reason: {
      en: `text, face and signing certificate have the new name; ${substituted(count)}`,
      ja: `文字情報・券面・署名用電子証明書が新しい氏名になりました。証明書では ${count} 文字が代替文字で、その旨が示されています`,
    },
  };
};

const substituted = (count: number): string =>
  count === 0
    ? 'the certificate writes every character as it is'
    : count === 1
      ? 'one of its characters is a 代替文字 in the certificate and marked so'
      : `${count} of its characters are 代替文字 in the certificate and marked so`;

const named = (names: ReturnType<typeof holderNames>, wanted: HolderName): string | undefined =>
  names.find(([name]) => name === wanted)?.[1];

const marksOf = (record: string, certificate: string): string => {
  const written = [...certificate];
  return [...record].map((character, i) => (character === written[i] ? '0' : '1')).join('');
};

const expectName = (issued: IssuedCertificate | undefined, came: Uint8Array, same: boolean): void => {
  if (!same || !issued || !Buffer.from(issued.certificate).equals(Buffer.from(came))) {
    throw new Refused(
      {
        en: 'the new certificate with the new name was expected to sign, but another one did',
        ja: '新しい氏名の新しい証明書で署名するはずですが、別の証明書でした',
      },
      'old-certificate',
    );
  }
};

const expectMarks = (came: string | undefined, expected: string): void => {
  if (came !== expected) {
    throw new Refused(
      {
        en: `the marks of the 代替文字 were expected to be ${expected}, but they are ${came}`,
        ja: `代替文字の表示は ${expected} のはずですが、${came} です`,
      },
      'substitutes',
    );
  }
};
