import {appletSizes, appletFiles as f, usualAppletTries} from '../../protocol/applets/index.ts';
import {always, terminalAuthenticated} from '../os/access-rule.ts';
import type {FileDefinition} from '../os/file.ts';

/**
 * EFs of 業務タイプA and D. What a service calls its user is as personal as the 個人番号; of type D a record sees the
 * encrypted form alone. Bench-defined, D201, D206
 */
export const serviceFiles = ({confidentialId}: {readonly confidentialId: boolean}): FileDefinition[] => [
  {
    kind: 'transparent',
    id: f.id,
    name: 'id',
    read: terminalAuthenticated,
    ...(confidentialId ? {confidential: true as const} : {}),
    evidence: 'bench-defined',
  },
  {
    kind: 'transparent',
    id: f.diversification,
    name: 'key diversification data',
    read: always,
    evidence: 'bench-defined',
  },
  {kind: 'internal', id: f.options, name: 'options', evidence: 'bench-defined'},
  {
    kind: 'credential',
    id: f.pin,
    name: 'service PIN',
    minLength: appletSizes.pinMin,
    maxLength: appletSizes.pinMax,
    tries: usualAppletTries,
    evidence: 'bench-defined',
  },
  {kind: 'internal', id: f.key, name: 'mutual authentication key', evidence: 'bench-defined'},
];
