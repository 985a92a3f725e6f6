import type {CardManagement} from '../../../../centre/index.ts';
import {type AreaName, areaNames, KazasuError} from '../../../../protocol/index.ts';
import {Refused} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import {type TestIssuer, testIssuers} from '../../../world/card-management-desk.ts';
import {appletPhases as p} from '../phases.ts';
import {playNumber} from '../play-number.ts';
import {userId} from '../town-service.ts';

/** What an issuer is told that asks to install in an area of the card of a resident of town X. [S8] */
type Answer = 'allowed' | 'any-card' | 'area-residence' | 'area-issuer';

type PermissionTable = Readonly<Record<TestIssuer, Readonly<Record<AreaName, Answer>>>>;

const elsewhere = (ordinance: Answer, extended: Answer): Record<AreaName, Answer> => ({ordinance, extended});

/** Without the extension for any card only the town of residence comes onto a card; with it the extended area is open. */
export const permissionTable = (anyCard: boolean): PermissionTable => {
  const extended = anyCard ? 'allowed' : 'any-card';
  return {
    'town-x': elsewhere('allowed', 'allowed'),
    'town-y': elsewhere('area-residence', extended),
    prefecture: elsewhere('area-issuer', extended),
    agency: elsewhere('area-issuer', extended),
    firm: elsewhere('area-issuer', extended),
  };
};

/** Asks for every issuer and area, and holds the answers against the table; nothing is left begun. */
export const tryPermissions = async (stage: Stage, cardId: string, anyCard: boolean): Promise<void> => {
  const expected = permissionTable(anyCard);
  for (const {name: issuer} of testIssuers) {
    for (const area of areaNames) {
      const came = await answerTo(stage, {
        cardId,
        issuer,
        area,
        requestId: `try-${playNumber(stage)}-${anyCard ? 'on' : 'off'}-${area}`,
      });
      const wanted = expected[issuer][area];
      if (came !== wanted) {
        throw new Refused(
          {
            en: `${issuer} was expected to be answered ${wanted} about the ${area} area, but it was ${came}`,
            ja: `${issuer} の ${area} 領域への要求には ${wanted} のはずですが、${came} でした`,
          },
          'permission-table',
        );
      }
    }
  }
};

interface Question {
  readonly cardId: string;
  readonly issuer: TestIssuer;
  readonly area: AreaName;
  readonly requestId: string;
}

const refusalOf = 'KZS-MANAGEMENT-';

/** Of 業務タイプA, which nobody has on the card yet. What is allowed is begun, and taken back. */
const answerTo = async (stage: Stage, {cardId, issuer, area, requestId}: Question): Promise<string> => {
  const {management, ...desk} = await stage.world.cardManagement();
  const actor = await desk.as(issuer, 'installer');
  const applications = [{area, kind: 'type-a'}] as const;
  return stage.step(p.tryOut, () => {
    try {
      management.operations.begin(actor, requestId, {kind: 'install', cardId, applications, userId});
    } catch (error) {
      if (error instanceof KazasuError && error.id.startsWith(refusalOf)) {
        return error.id.slice(refusalOf.length).toLowerCase();
      }
      throw error;
    }
    management.operations.reconcile(actor, requestId, {cardId, content: []});
    return 'allowed';
  });
};

/** What the system would have the card do for the town of residence, as one line a step: the same in either mode. */
export const planOfResidence = async (stage: Stage, cardId: string, requestId: string): Promise<string> => {
  const {management, ...desk} = await stage.world.cardManagement();
  const actor = await desk.as('town-x', 'installer');
  return stage.step(p.tryOut, () => {
    const plan = beginAndTakeBack(management, actor, cardId, requestId);
    return plan.map((step) => JSON.stringify(step)).join('\n');
  });
};

const beginAndTakeBack = (
  {operations}: CardManagement,
  actor: Parameters<CardManagement['operations']['begin']>[0],
  cardId: string,
  requestId: string,
): readonly unknown[] => {
  const places = areaNames.map((area) => ({area, kind: 'type-a' as const}));
  const {steps} = operations.begin(actor, requestId, {kind: 'install', cardId, applications: places, userId});
  operations.reconcile(actor, requestId, {cardId, content: []});
  return steps;
};
