import type {Ending, Scenario, Variant} from '../engine/scenario.ts';
import type {Stage} from '../engine/stage.ts';
import type {ParameterTable, ValuesOf} from './parameter.ts';

/** A stage whose parameters have the types that a table declares. */
export type StageWith<T extends ParameterTable> = Stage & {readonly parameters: ValuesOf<T>};

/** A variant of a scenario that declares them. */
export interface VariantWith<T extends ParameterTable> extends Omit<Variant, 'run'> {
  run?(stage: StageWith<T>): Promise<Ending>;
}

/** A scenario with the table of its own parameters. */
export interface DefinedScenario<T extends ParameterTable>
  extends Omit<Scenario, 'parameters' | 'variants' | 'budgets' | 'run'> {
  /** Default: none. */
  readonly budgets?: Scenario['budgets'];
  readonly parameters?: T;
  readonly variants?: readonly VariantWith<T>[];
  run(stage: StageWith<T>): Promise<Ending>;
}

/** A scenario as it is, without budgets where it names none; else only types come of it: `stage.parameters` has every declared name with its own type. */
export const defineScenario = <const T extends ParameterTable>(scenario: DefinedScenario<T>): Scenario => ({
  budgets: [],
  ...scenario,
});
