import {
  type ApplicationName,
  aids,
  type CommandApdu,
  command,
  KazasuError,
  type ResponseApdu,
  type Sentence,
  sw,
} from '../../protocol/index.ts';
import type {ApduChannel} from '../apdu/apdu-channel.ts';
import {expectOk, expectVerified, UnexpectedStatus} from './status-error.ts';

/** Commands of ISO/IEC 7816-4 to the EFs of the selected application, in the form the public clients send. */
export interface InterindustryCommands {
  send(fields: Pick<CommandApdu, 'ins' | 'p1' | 'p2'> & Partial<CommandApdu>): Promise<ResponseApdu>;
  selectFile(id: number): Promise<void>;
  /** Up to `ne` bytes of the selected EF. */
  readBinary(offset: number, ne: number): Promise<Uint8Array>;
  /** Exactly `count` bytes of the selected EF, in pieces of `chunk` bytes. */
  readPieces(offset: number, count: number, chunk?: number): Promise<Uint8Array>;
  /** The tries left of the selected credential; asking costs none. */
  triesLeft(name: Sentence): Promise<number>;
  /** Verifies against the selected credential, once, and wipes `secret`. Throws WrongPin or PinBlocked. */
  verify(name: Sentence, secret: Uint8Array): Promise<void>;
  /** A new value for the selected credential, whose old one is verified; wipes `secret`. */
  changeReferenceData(secret: Uint8Array): Promise<void>;
}

export const interindustryCommands = (channel: ApduChannel): InterindustryCommands => {
  const send: InterindustryCommands['send'] = (fields) => channel.send(command({cla: 0, ...fields}));

  const readBinary: InterindustryCommands['readBinary'] = async (offset, ne) => {
    const response = await send({ins: 0xb0, p1: offset >> 8, p2: offset & 0xff, ne});
    expectOk(`READ BINARY at ${offset}`, response);
    return response.data;
  };

  return {
    send,
    readBinary,
    async selectFile(id) {
      const data = Uint8Array.of(id >> 8, id & 0xff);
      const name = id.toString(16).toUpperCase().padStart(4, '0');
      expectOk(`SELECT of EF ${name}`, await send({ins: 0xa4, p1: 2, p2: 0x0c, data}));
    },
    async readPieces(offset, count, chunk = 256) {
      const parts: Uint8Array[] = [];
      for (let read = 0; read < count; ) {
        const part = await readBinary(offset + read, Math.min(chunk, count - read));
        if (part.length === 0) {
          throw new UnexpectedStatus(`READ BINARY at ${offset + read}`, sw.offsetOutsideFile);
        }
        parts.push(part);
        read += part.length;
      }
      return Uint8Array.from(Buffer.concat(parts));
    },
    async triesLeft(name) {
      const {sw: status} = await send({ins: 0x20, p1: 0, p2: 0x80});
      if (status.triesLeft === undefined) {
        throw new UnexpectedStatus(`VERIFY without data of the ${name.en}`, status);
      }
      return status.triesLeft;
    },
    async verify(name, data) {
      try {
        expectVerified(name, await send({ins: 0x20, p1: 0, p2: 0x80, data}));
      } finally {
        data.fill(0);
      }
    },
    async changeReferenceData(data) {
      try {
        expectOk('CHANGE REFERENCE DATA', await send({ins: 0x24, p1: 1, p2: 0x80, data}));
      } finally {
        data.fill(0);
      }
    },
  };
};

/** What a session says when the card does not carry its application. */
export interface ApplicationSought {
  readonly application: ApplicationName;
  readonly errorId: string;
  readonly name: Sentence;
}

/** Selects an application by its whole AID and answers with its commands. Absent: a KazasuError of that id. */
export const openApplication = async (
  channel: ApduChannel,
  {application, errorId, name}: ApplicationSought,
): Promise<InterindustryCommands> => {
  const commands = interindustryCommands(channel);
  const response = await commands.send({ins: 0xa4, p1: 4, p2: 0x0c, data: aids[application]});
  if (response.sw === sw.fileNotFound) {
    throw new KazasuError(errorId, {
      en: `a card with the ${name.en} application was expected, but the card answered ${response.sw}`,
      ja: `${name.ja}を持つカードが必要ですが、カードは ${response.sw} を返しました`,
    });
  }
  expectOk(`SELECT of the ${name.en} application`, response);
  return commands;
};
