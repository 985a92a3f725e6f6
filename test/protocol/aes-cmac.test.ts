import test from 'ava';
import {aesCmac, fromHex, toHex} from '../../protocol/index.ts';

const key = fromHex('2B7E151628AED2A6ABF7158809CF4F3C');
const message = fromHex(
  '6BC1BEE22E409F96E93D7E117393172AAE2D8A571E03AC9C9EB76FAC45AF8E5130C81C46A35CE411E5FBC1191A0A52EFF69F2445DF4F9B17AD2B417BE66C3710',
);

test('AES-CMAC gives the four values of RFC 4493', (t) => {
  const expected: Record<number, string> = {
    0: 'BB1D6929E95937287FA37D129B756746',
    16: '070A16B46B4D4144F79BDD9DD04A287C',
    40: 'DFA66747DE9AE63030CA32611497C827',
    64: '51F0BEBF7E3B9D92FC49741779363CFE',
  };
  for (const [length, mac] of Object.entries(expected)) {
    t.is(toHex(aesCmac(key, message.subarray(0, Number(length)))), mac, `${length} bytes`);
  }
});

test('AES-CMAC leaves its message as it was', (t) => {
  const before = toHex(message);
  aesCmac(key, message);
  t.is(toHex(message), before);
});
