import type {Variant} from '../../engine/scenario.ts';
import {cardManagementRows} from './card-management-rows.ts';
import {certificateRows} from './certificate-rows.ts';
import {disturbanceRows} from './disturbance-rows.ts';
import type {FailureRow} from './row.ts';
import {rowsOfTheirOwn} from './rows-of-their-own.ts';
import {secretRows} from './secret-rows.ts';
import {sessionRows} from './session-rows.ts';
import type {Traits} from './traits.ts';

/** What goes wrong around cards, row by row; docs/failure-matrix.md shows what stands where. */
export const failureMatrix: readonly FailureRow[] = [
  ...secretRows,
  ...certificateRows,
  ...cardManagementRows,
  ...sessionRows,
  ...disturbanceRows,
  ...rowsOfTheirOwn,
];

/** The variants that the matrix makes of a scenario. */
export const failureVariants = (traits: Traits): readonly Variant[] =>
  failureMatrix
    .filter(({id}) => !traits.without?.includes(id))
    .flatMap(({id, variants}) => variants(traits).map((variant) => ({...variant, failure: id})));
