import {applicationsOf} from '../../emulator/card-from-image.ts';
import type {CardImage} from '../../emulator/index.ts';
import {issuerTries} from '../../emulator/os/commands/issuer-authentication.ts';
import {type CredentialName, type Effect, idText} from './sequences.ts';

/** What a client may know of one credential: the tries left lie between two numbers, the value is one of these. */
export interface Known extends CredentialName {
  readonly tries: number;
  least: number;
  most: number;
  values: string[];
}

/**
 * What a client knows of a card from nothing but its commands and answers. A command without answer leaves a doubt;
 * everything else is certain, and the card must not know better afterwards.
 */
export class ClientView {
  readonly known: readonly Known[];

  constructor(image: CardImage) {
    this.known = credentialsOf(image);
  }

  sent(effect: Effect): void {
    const known = this.of(effect);
    if (effect.kind === 'unblock') {
      if (effect.authorised) {
        known.most = known.tries;
        known.values = effect.value === undefined ? known.values : [...known.values, effect.value];
      }
      return;
    }
    if (effect.kind === 'change') {
      known.values = [...known.values, effect.value];
    }
    if (effect.kind === 'change' || effect.right) {
      known.most = known.most === 0 ? 0 : known.tries;
    }
    known.least = Math.max(0, known.least - (effect.kind === 'verify' ? 1 : 0));
  }

  /** Undefined, or what is wrong with this answer. Call it after `sent`, with the view before it. */
  answered(effect: Effect, status: string, before: Known): string | undefined {
    const known = this.of(effect);
    if (effect.kind === 'unblock') {
      return this.#unblocked(effect, status, before);
    }
    const left = /^63C([0-9A-F])$/.exec(status)?.[1];
    if (status === '9000') {
      if (effect.kind === 'verify' && (!effect.right || before.most === 0)) {
        return `${effect.right ? 'a blocked' : 'a wrong'} value was accepted`;
      }
      known.values = effect.kind === 'change' ? [effect.value] : known.values;
      known.least = known.tries;
      known.most = known.tries;
      return undefined;
    }
    known.values = before.values;
    if (left !== undefined) {
      const tries = Number.parseInt(left, 16);
      known.least = tries;
      known.most = tries;
      return tries > before.most - 1 || tries < before.least - 1
        ? `63C${left} was answered where ${before.least} to ${before.most} tries were left`
        : undefined;
    }
    known.least = before.least;
    known.most = before.most;
    if (status === '6984' || status === '6983') {
      return before.least > 0 ? `${status} with ${before.least} tries left` : undefined;
    }
    return status === '6982' && effect.kind === 'change' ? undefined : `${status} was answered`;
  }

  #unblocked(effect: Effect & {readonly kind: 'unblock'}, status: string, before: Known): string | undefined {
    const known = this.of(effect);
    if (!effect.authorised) {
      return status === '6982' ? undefined : `UNLOCK KEY without authority was answered with ${status}`;
    }
    if (status !== '9000') {
      Object.assign(known, {least: before.least, most: before.most, values: before.values});
      return `UNLOCK KEY was answered with ${status}`;
    }
    known.least = known.tries;
    known.values = effect.value === undefined ? before.values : [effect.value];
    return undefined;
  }

  /** What an image has that cannot be; afterwards the image is what is known. */
  compare(image: CardImage): string[] {
    return this.known.flatMap((known) => {
      const kept = keptIn(image, known);
      const name = `${known.application} ${idText(known.id)}`;
      if (!kept) {
        return [`the credential ${name} is gone`];
      }
      const wrong: string[] = [];
      if (kept.triesLeft > known.most) {
        wrong.push(`${name}: a try came back, ${kept.triesLeft} left instead of ${known.most} at most`);
      }
      if (kept.triesLeft < known.least) {
        wrong.push(`${name}: a try was lost, ${kept.triesLeft} left instead of ${known.least} at least`);
      }
      if (!known.values.includes(kept.value)) {
        wrong.push(`${name}: the value is neither the old nor the new one`);
      }
      known.least = kept.triesLeft;
      known.most = kept.triesLeft;
      known.values = [kept.value];
      return wrong;
    });
  }

  of({application, id}: CredentialName): Known {
    const known = this.known.find((one) => one.application === application && one.id === id);
    if (!known) {
      throw new Error(`the card has no credential ${id} in ${application}`);
    }
    return known;
  }
}

const keptIn = (
  {applications, issuer}: CardImage,
  {application, id}: CredentialName,
): {value: string; triesLeft: number} | undefined =>
  application === 'issuer-security-domain'
    ? {value: issuer.key, triesLeft: issuer.triesLeft}
    : applications[application]?.credentials[idText(id)];

/** The credentials in the files, and the issuer's authority as one more. */
const credentialsOf = (image: CardImage): Known[] => {
  const counted = applicationsOf(image).flatMap(({name, files}) =>
    files.flatMap((file) =>
      file.kind === 'credential' ? [{application: name as string, id: file.id, tries: file.tries}] : [],
    ),
  );
  const issuer = {application: 'issuer-security-domain', id: 0, tries: issuerTries};
  return [...counted, issuer].flatMap((one): Known[] => {
    const kept = keptIn(image, one);
    return kept ? [{...one, least: kept.triesLeft, most: kept.triesLeft, values: [kept.value]}] : [];
  });
};
