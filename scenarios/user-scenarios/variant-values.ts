import type {z} from 'zod';
import type {Sentence} from '../../protocol/index.ts';
import type {Scenario} from '../engine/scenario.ts';
import {valueSchema} from '../parameters/parameter-schema.ts';
import {fieldOf} from './refusing.ts';

/** A variant's own values are of parameters that its scenario declares, and within what these allow. */
export const allowedValues = (
  {parameters = {}, variants = []}: Pick<Scenario, 'parameters' | 'variants'>,
  context: z.core.$RefinementCtx,
): void => {
  for (const [i, {values = {}}] of variants.entries()) {
    for (const [name, value] of Object.entries(values)) {
      const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
      const trouble = parameter
        ? valueSchema(parameter).safeParse(value).success
          ? undefined
          : notAllowed
        : noParameter(name);
      if (trouble) {
        context.addIssue(fieldOf(['variants', i, 'values', name], trouble));
      }
    }
  }
};

const notAllowed: Sentence = {
  en: 'it is not within what the parameter allows',
  ja: 'パラメーターの制限に合いません',
};

const noParameter = (name: string): Sentence => ({
  en: `the scenario has no parameter "${name}"`,
  ja: `「${name}」というパラメーターは宣言されていません`,
});
