import {personaNamed} from '../../emulator/index.ts';
import {command, commandApdu, KazasuError, realClock} from '../../protocol/index.ts';
import {openPcscBench} from '../../scenarios/bench/pcsc-bench.ts';
import {createTestWorld} from '../../scenarios/world/test-world.ts';
import {type Finding, same} from './finding.ts';

const samples = 20;

/** Above this the 40 ms timer of delayed acknowledgements shows; a local exchange takes a fraction of one. */
const delayedAckMs = 20;

/** An instruction no application has: the card does nothing but answer. */
const nothing = commandApdu.encode(command({cla: 0, ins: 0x02, p1: 0, p2: 0}));

/** p50 of an exchange through pcscd and vpcd, in milliseconds. */
const exchangeMs = async (quickAck: boolean): Promise<number> => {
  const clock = realClock();
  const image = await createTestWorld({clock}).cardFor(personaNamed('adult'));
  const bench = await openPcscBench({image, timing: 'instant', clock, quickAck});
  try {
    const port = await bench.port();
    const connection = await port.connect(bench.describe.reader);
    const took: number[] = [];
    for (let i = 0; i < samples; i += 1) {
      const at = clock.now();
      await connection.transmit(nothing);
      took.push((clock.now() - at) / 1e6);
    }
    await connection.disconnect();
    return took.sort((a, b) => a - b)[samples / 2] ?? Number.NaN;
  } finally {
    await bench.close();
  }
};

/** Measures the link with and without TCP_QUICKACK: vpcd 3.3 waits 40 ms per command for an acknowledgement. */
export const linkLatencyFindings = async (): Promise<Finding[]> => {
  const title = {en: 'time of an exchange over PC/SC', ja: 'PC/SC経由の1往復の時間'};
  try {
    const quick = await exchangeMs(true);
    const plain = await exchangeMs(false);
    const found = {
      en: `${quick.toFixed(2)} ms (p50 of ${samples}) with TCP_QUICKACK, ${plain.toFixed(2)} ms without`,
      ja: `TCP_QUICKACKあり ${quick.toFixed(2)} ms(${samples}回のp50)、なし ${plain.toFixed(2)} ms`,
    };
    if (quick > delayedAckMs) {
      return [
        {
          id: 'link',
          title,
          state: 'advice',
          found: {
            en: `${found.en}: vpcd is delayed-ACK bound, and reports would show TCP instead of the card`,
            ja: `${found.ja}。vpcdが遅延ACKに制限されており、カードではなくTCPの時間が報告されます`,
          },
          fix: {
            en: 'use vsmartcard-vpcd 0.9 or newer of upstream, which sends each message in one piece',
            ja: '上流のvsmartcard-vpcd 0.9以降を使ってください(メッセージを1回で送信します)',
          },
        },
      ];
    }
    const saved =
      plain > delayedAckMs
        ? {
            en: `${found.en}; this vpcd waits for delayed acknowledgements, and kazasu’s cards spare it that`,
            ja: `${found.ja}。このvpcdは遅延ACKを待ちますが、kazasuのカードが回避しています`,
          }
        : found;
    return [{id: 'link', title, state: 'ok', found: saved}];
  } catch (error) {
    const why = error instanceof KazasuError ? error.sentence : same(String(error));
    return [{id: 'link', title, state: 'missing', found: why}];
  }
};
