import {z} from 'zod';
import {type LinkAnswer, noLinkSentences} from '../links/link-answer.ts';

/** What a relying party learns about one link of a certificate (紐付け情報). */
export const linkSchema = z
  .discriminatedUnion('outcome', [
    z.strictObject({
      outcome: z.literal('linked'),
      serialNumber: z.string().describe('of the other certificate'),
      since: z.iso.datetime(),
      evidence: z
        .record(z.string(), z.string())
        .describe(
          'validity of both, and the state now of the older one, or of the one for user authentication',
        ),
    }),
    z.strictObject({
      outcome: z.literal('no-link'),
      reason: z.string().describe('stable id'),
      sentence: z.strictObject({en: z.string(), ja: z.string()}),
    }),
  ])
  .meta({title: 'Link'});

export const linkAccount = (answer: LinkAnswer): z.infer<typeof linkSchema> => {
  if (answer.outcome === 'no-link') {
    const {outcome, reason} = answer;
    return {outcome, reason, sentence: {...noLinkSentences[reason]}};
  }
  const {outcome, asked, from, to, since, evidence} = answer;
  return {
    outcome,
    serialNumber: asked === from ? to : from,
    since: since.toISOString(),
    evidence: {...evidence},
  };
};
