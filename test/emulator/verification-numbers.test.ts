import test from 'ava';
import {
  birthDatePin,
  verificationNumberA,
  verificationNumberB,
} from '../../emulator/personas/verification-numbers.ts';

test('the birth date counts its year in the Japanese era that held on that day', (t) => {
  for (const [birthDate, digits] of [
    ['1980-02-17', '550217'],
    ['2019-04-30', '310430'],
    ['2019-05-01', '010501'],
    ['2020-01-01', '020101'],
    ['1989-01-07', '640107'],
    ['1989-01-08', '010108'],
    ['1926-12-24', '151224'],
    ['1926-12-25', '011225'],
    ['1912-07-29', '450729'],
    ['1912-07-30', '010730'],
    ['1868-01-25', '010125'],
  ] as const) {
    t.is(birthDatePin({birthDate}), digits, birthDate);
  }
});

test('a birth date before 明治, or none at all, has no credential', (t) => {
  for (const birthDate of ['1868-01-24', '', '1980-2-17', '19800217']) {
    t.throws(() => birthDatePin({birthDate}), {message: /^KZS-ERA-DATE/});
  }
});

test('number A is the 個人番号, number B birth date, year of expiry and security code', (t) => {
  t.is(verificationNumberA({myNumber: '000000012345'}), '000000012345');
  t.is(
    verificationNumberB({birthDate: '1980-02-17'}, {expiresOn: '2035-02-17', securityCode: '2285'}),
    '55021720352285',
  );
});
