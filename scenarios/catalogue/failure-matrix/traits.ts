import type {CertificateKind, Role} from '../../../centre/index.ts';
import type {Ending, Expectation, Phase, Precondition, Recovery, Scenario} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import type {ParameterValues} from '../../parameters/parameter.ts';
import type {Installed} from '../applets/town-service.ts';

/** A PIN or password of the holder that the dialogue verifies. */
export interface SecretTrait {
  /** What its variants are called by. */
  readonly word: 'pin' | 'password';
  readonly title: {readonly en: string; readonly ja: string};
  /** Wrong tries until it is blocked. */
  readonly tries: number;
  /** What stands before, where it is more than usual. */
  readonly before?: readonly Precondition[];
  /** What of the parameters it needs, whatever was chosen. */
  readonly values?: ParameterValues;
  /** The dialogue with the right one, where it is more than the usual one. */
  right?(stage: Stage): Promise<Ending>;
  /** The dialogue as far as a wrong one; rejects with `WrongPin`, and with `PinBlocked` where it is blocked already. */
  mistype(stage: Stage): Promise<unknown>;
}

/** The holder's certificate that whoever is served looks at. */
export interface CertificateTrait {
  readonly kind: CertificateKind;
  /** Whether the centre judges it; false: it is read and nothing more. */
  readonly judged: boolean;
}

/** Whose right to ask the card management system looks at. */
export interface OperatorTrait {
  /** A role that does not cover it, given to everybody who asks. */
  readonly instead: Role;
  readonly expected: Expectation;
}

/** What an application on the card comes to that somebody wants to use, as ends of the dialogue. */
export interface ApplicationTrait {
  readonly application: Installed;
  /** What stands before the dialogue besides the application. */
  readonly before: readonly Precondition[];
  /** Brings the application onto the card, where the dialogue does not. */
  readonly installed?: Precondition;
  /** What of the parameters that is, whatever was chosen. */
  readonly values?: ParameterValues;
  readonly ends: Readonly<
    Partial<Record<'absent' | 'stopped' | 'moved-out' | 'suspended' | 'terminated', Expectation>>
  >;
}

/** What a scenario says about itself once, so that the failure matrix knows what may go wrong with it, and how. */
export interface Traits extends Pick<Scenario, 'id' | 'personas' | 'preconditions'> {
  readonly phases: readonly Phase[];
  /** Id of the reason with which it passes. */
  readonly usual: string;
  /** Places that change when it passes, or on the way to where it is cut. Default: none. */
  readonly changes?: readonly string[];
  /** Places that change although somebody is refused. Default: none. */
  readonly leaves?: readonly string[];
  readonly recovery?: Recovery;
  /** Ids of phases that nothing can disturb where they are, such as one that only ends a transaction. */
  readonly undisturbed?: readonly string[];
  /** Places that may have changed besides where it is cut and not recovered from. Default: none. */
  readonly changesWhereCut?: readonly string[];
  /**
   * How it ends where a question reaches the centre twice, by phase; false: that phase asks many at once, or asks for
   * a refusal. Default: as usual.
   */
  readonly askedTwice?: Readonly<Record<string, Expectation | false>>;
  readonly secret?: SecretTrait;
  readonly certificate?: CertificateTrait;
  /** The centre asks about the revocation of a certificate. */
  readonly asksAboutRevocation?: boolean;
  /** The token label is looked at, which tells a card from a phone. */
  readonly tokenChecked?: boolean;
  readonly operator?: OperatorTrait;
  readonly application?: ApplicationTrait;
  /** Several sessions with the card at once are served each. */
  readonly atOnce?: boolean;
  /** What comes of its budgets on the modelled card with a chip that is five times slower. */
  readonly budgetsOfSlowChip?: Readonly<Record<string, 'met' | 'missed'>>;
  /** Rows of the matrix that make nothing of it though they might: it has variants of its own, or asks otherwise. */
  readonly without?: readonly string[];
  run(stage: Stage): Promise<Ending>;
}

/** The usual end. */
export const asUsual = ({usual, changes = []}: Pick<Traits, 'usual' | 'changes'>): Expectation => ({
  verdict: 'pass',
  reasonId: usual,
  ...(changes.length === 0 ? {} : {changes}),
});

/** A refusal for that reason. */
export const refusal = (
  {leaves = []}: Pick<Traits, 'leaves'>,
  reasonId: string,
  triesLost?: number,
): Expectation => ({
  verdict: 'fail',
  reasonId,
  ...(triesLost === undefined ? {} : {triesLost}),
  ...(leaves.length === 0 ? {} : {changes: leaves}),
});
