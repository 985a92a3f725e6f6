import {type CardImage, cardFromImage, memoryStore} from '../../emulator/index.ts';
import {realClock, systemRandom} from '../../protocol/index.ts';
import {testRsa} from '../support/test-card.ts';
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

  /** What an image has that cannot be; afterwards the image is what is known. */
  compare(image: CardImage): string[] {
    return this.known.flatMap((known) => {
      const kept = image.applications[known.application]?.credentials[idText(known.id)];
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

const credentialsOf = (image: CardImage): Known[] => {
  const {applications} = cardFromImage(image, 'instant', {
    clock: realClock(),
    random: systemRandom(),
    store: memoryStore,
    rsa: testRsa,
  });
  return applications.flatMap(({name, files}) =>
    files.flatMap((file): Known[] => {
      const kept = image.applications[name]?.credentials[idText(file.id)];
      return file.kind === 'credential' && kept
        ? [
            {
              application: name,
              id: file.id,
              tries: file.tries,
              least: kept.triesLeft,
              most: kept.triesLeft,
              values: [kept.value],
            },
          ]
        : [];
    }),
  );
};
