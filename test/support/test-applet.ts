import {type AppletDefinition, appletCommand, emptyAppletState} from '../../emulator/applets/applet.ts';
import {always, verified} from '../../emulator/os/access-rule.ts';
import {interindustryCommands} from '../../emulator/os/commands/interindustry.ts';
import {refuse} from '../../emulator/os/refusal.ts';
import {fromHex, sw} from '../../protocol/index.ts';
import {testPackage} from './managing.ts';

const text = 0x0001;
const pin = 0x0002;
const counter = 0x0003;

/**
 * An applet for tests: a file behind a PIN where its parameter is 01, free otherwise, and a counter that `80 10` moves
 * on. STORE DATA: 01 and the text, 02 and the PIN.
 */
export const testApplet: AppletDefinition = {
  title: {en: 'Test applet', ja: '試験用アプレット'},
  packageAid: fromHex(testPackage.aid),
  moduleAid: fromHex(testPackage.modules[0] ?? ''),
  install: ({parameters}) =>
    parameters.length > 1
      ? refuse(sw.incorrectData)
      : {...emptyAppletState, contents: new Map([[counter, Uint8Array.of(0)]])},
  shape: (parameters) => ({
    files: [
      {
        kind: 'transparent',
        id: text,
        name: 'text',
        read: parameters[0] === 1 ? verified(pin) : always,
        evidence: 'bench-defined',
      },
      {
        kind: 'credential',
        id: pin,
        name: 'PIN',
        minLength: 4,
        maxLength: 4,
        tries: 3,
        evidence: 'bench-defined',
      },
    ],
    commands: [
      ...interindustryCommands,
      appletCommand({
        name: 'COUNT',
        cla: 'proprietary',
        ins: 0x10,
        requires: always,
        evidence: 'bench-defined',
        process(_, {state}) {
          const next = Uint8Array.of((state.contents.get(counter)?.[0] ?? 0) + 1);
          return {
            reply: {data: next, sw: sw.ok},
            next: {...state, contents: new Map(state.contents).set(counter, next)},
          };
        },
      }),
    ],
  }),
  storeData(state, {data}) {
    const value = Uint8Array.from(data.subarray(1));
    switch (data[0]) {
      case 1:
        return {...state, contents: new Map(state.contents).set(text, value)};
      case 2:
        return {...state, credentials: new Map(state.credentials).set(pin, {value, triesLeft: 3})};
      default:
        return refuse(sw.incorrectData);
    }
  },
};
