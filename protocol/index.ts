export {aesCmac} from './aes-cmac.ts';
export {type ApplicationName, aid, aidBeginsWith, aids} from './aid.ts';
export {type ClassByte, classByte, withoutChaining} from './apdu/class-byte.ts';
export {type CommandApdu, command, commandApdu} from './apdu/command.ts';
export {type ApduLine, apduLine} from './apdu/line.ts';
export {type ResponseApdu, responseApdu} from './apdu/response.ts';
export {StatusWord, sw} from './apdu/status-word.ts';
export {
  type AreaName,
  areaNames,
  type CardArea,
  cardAreas,
  emptyingSteps,
  masterKey,
  testAidPrefix,
} from './card-areas.ts';
export type {CardPort} from './card-port.ts';
export {type AlignedStep, alignedCommands} from './dialogue/alignment.ts';
export {
  commandName,
  commandNames,
  recordedCommand,
} from './dialogue/command-name.ts';
export {Dialogue, neededFor} from './dialogue/dialogue.ts';
export type {Exchange, Operation, SelectedApplication, SelectedFile} from './dialogue/exchange.ts';
export {applicationTitle, exchangeTitle, fileTitle} from './dialogue/exchange-title.ts';
export {applicationNames, fileNames, type NamedFile} from './dialogue/file-names.ts';
export {contentTitle, type KnownApplication} from './dialogue/known-applications.ts';
export {type DigestAlgorithm, digestInfo, digestInfoOf} from './digest-info.ts';
export {durationText, limitText, rangeText} from './duration-text.ts';
export {type Clock, type ClockOrigin, clockOrigin, realClock, virtualClock} from './environment/clock.ts';
export {type KeyPair, type KeyStore, type Random, seededRandom, systemRandom} from './environment/random.ts';
export {uniformFrom} from './environment/uniform.ts';
export {KazasuError, type Sentence} from './errors.ts';
export {fromHex, toHex} from './hex.ts';
export {type LifeCycle, lifeCycleCode, lifeCycleNames, lifeCycleOf, lifeCycleStates} from './life-cycle.ts';
export {misfits} from './modules/misfits.ts';
export {moduleFileTrouble, placeInModule} from './modules/module-file.ts';
export {
  type ApduEvent,
  type CardStateEvent,
  type CentreEvent,
  type FaultEvent,
  type LinkEvent,
  type PowerEvent,
  type RecordEvent,
  type Recorder,
  type RecordHeader,
  type RunEvent,
  recordEventSchema,
  recordHeaderSchema,
  type StepEvent,
  type VerdictEvent,
} from './record/event.ts';
export {carriesSecret, maskedCommand, maskedResponse} from './record/mask.ts';
export {fitsMasked} from './record/masked-hex.ts';
export {type ReadRecord, readRecord} from './record/read-record.ts';
export {recordJsonSchema, recordLineSchema} from './record/record-schema.ts';
export {type RecordStream, streamRecord} from './record/record-stream.ts';
export {nearest} from './settings/nearest.ts';
export {readSettings, type SettingsKind} from './settings/settings-file.ts';
export {berTlv, findTlv, type Tlv, tlv} from './tlv/ber-tlv.ts';
export {type Verdict, worstVerdict} from './verdict.ts';
export {
  decodeToCard,
  encodeFrame,
  encodeToCard,
  FrameReader,
  mostFrameBytes,
  type ToCard,
} from './vpcd/frame.ts';
