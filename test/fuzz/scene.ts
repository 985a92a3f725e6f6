import {type CommandApdu, command, commandApdu} from '../../protocol/index.ts';
import type {Dice} from '../support/dice.ts';
import type {Step} from './step.ts';
import type {Believed, View} from './view.ts';
import type {FuzzWorld} from './world.ts';

type Fields = Partial<CommandApdu> & Pick<CommandApdu, 'ins'>;

/** A command as a step. */
export const apdu = (fields: Fields): Step[] => [
  {kind: 'apdu', bytes: commandApdu.encode(command({cla: 0, p1: 0, p2: 0, ...fields}))},
];

export const idBytes = (id: number): Uint8Array => Uint8Array.of(id >> 8, id & 0xff);

/** What a generator looks at. */
export interface Scene {
  readonly world: FuzzWorld;
  readonly view: View;
  readonly roll: Dice;
}

/** A credential of the current application, addressed by SFI or through the current EF. */
export const withCredential = (
  {view, roll}: Scene,
  build: (p2: number, credential: Believed) => Step[],
): Step[] => {
  const here = view.credentials.filter(({application}) => application === view.application.name);
  if (here.length === 0) {
    return [];
  }
  const credential = roll.pick(here);
  return roll.chance(0.5)
    ? build(0x80 | (credential.file & 0x1f), credential)
    : [...apdu({ins: 0xa4, p1: 2, p2: 0x0c, data: idBytes(credential.file)}), ...build(0x80, credential)];
};
