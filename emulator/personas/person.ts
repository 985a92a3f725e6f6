import type {Random} from '../../protocol/index.ts';
import {type PersonName, personName} from './person-name.ts';
import type {Holder, Persona} from './persona.ts';
import {birthdayIn, dayOf} from './when.ts';

/** Most characters of an address in a certificate. [S3] */
export const mostAddressCharacters = 200;

const usualAges = [20, 89] as const;

/**
 * The holder of a persona's card, the birth date a day. Number 0 is the persona's own holder; every other number is
 * another person of that kind: other name and birth date, and a flat of their own at the holder's address. The
 * source of randomness belongs to the persona.
 */
export const personOf = (persona: Persona, number: number, random: Random, issuedOn: string): Holder => {
  const {holder, fullLength = false} = persona;
  if (number === 0) {
    return {...holder, birthDate: dayOf(holder.birthDate, issuedOn)};
  }
  const own = random.fork(String(number));
  const {name, certificateName, sex} = named(
    holder,
    personName(holder, number, random.fork('names')),
    fullLength,
  );
  const {certificateAddress, ...rest} = holder;
  return {
    ...rest,
    name,
    ...(certificateName === undefined ? {} : {certificateName}),
    sex,
    birthDate: birthDateOf(persona, own, issuedOn),
    address: flatAt(holder.address, number, fullLength),
    ...(certificateAddress === undefined
      ? {}
      : {certificateAddress: flatAt(certificateAddress, number, fullLength)}),
  };
};

/** A name as long as the holder's takes the holder's own rest. */
const named = (holder: Holder, made: PersonName, fullLength: boolean): PersonName => {
  const filled = (name: string, model: string): string =>
    fullLength ? name + [...model].slice([...name].length).join('') : name;
  return {
    sex: made.sex,
    name: filled(made.name, holder.name),
    ...(made.certificateName === undefined
      ? {}
      : {certificateName: filled(made.certificateName, holder.certificateName ?? holder.name)}),
  };
};

/** Never the 1st, which is the day of issue, nor a day that some months lack. */
const birthDateOf = ({ages = usualAges}: Persona, own: Random, issuedOn: string): string => {
  const [least, most] = ages;
  const [a = 0, b = 0, c = 0] = own.bytes(3);
  const age = least + (a % (most - least + 1));
  const monthAndDay = `${String(1 + (b % 12)).padStart(2, '0')}-${String(2 + (c % 27)).padStart(2, '0')}`;
  const issuedYear = Number(issuedOn.slice(0, 4));
  const hadBirthday = birthdayIn(`0000-${monthAndDay}`, issuedYear) <= issuedOn;
  return `${issuedYear - age - (hadBirthday ? 0 : 1)}-${monthAndDay}`;
};

/** 見本荘 is no house; every number is a flat of it. */
const flatAt = (address: string, number: number, fullLength: boolean): string => {
  const wide = String(number).replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)));
  const flat = `　見本荘${wide}号室`;
  const before = [...address];
  const room = (fullLength ? before.length : mostAddressCharacters) - [...flat].length;
  return before.slice(0, room).join('') + flat;
};
