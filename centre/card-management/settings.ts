import {type ManagementContext, performedByRegistrar} from './context.ts';
import type {SettingRow} from './rows.ts';

/** Where the user's id comes from: typed by the operator, or looked up in 既存住基 or through 住基CS. */
export const linkageNames = ['off', 'existing-register', 'register-network'] as const;

export type Linkage = (typeof linkageNames)[number];

export interface ManagementSettings {
  /** 新カードAP搭載システム: cards of people who live elsewhere, and issuers that are no municipality. [S8] */
  readonly anyCard: boolean;
  readonly linkage: Linkage;
}

export interface Settings {
  read(): ManagementSettings;
  /** In force at once, without another server. */
  change(wanted: Partial<ManagementSettings>): ManagementSettings;
}

/** Both are off in a new installation. */
export const openSettings = (context: ManagementContext): Settings => {
  const {rows} = context;
  const value = (name: keyof ManagementSettings): SettingRow['value'] | undefined =>
    rows.settings.one({name})?.value;
  const read = (): ManagementSettings => {
    const linkage = value('linkage');
    return {
      anyCard: value('anyCard') === 'on',
      linkage: linkageNames.find((name) => name === linkage) ?? 'off',
    };
  };
  return {
    read,
    change: ({anyCard, linkage}) =>
      performedByRegistrar(context, 'settings', '', () => {
        if (anyCard !== undefined) {
          rows.settings.put({name: 'anyCard', value: anyCard ? 'on' : 'off'});
        }
        if (linkage !== undefined) {
          rows.settings.put({name: 'linkage', value: linkage});
        }
        return read();
      }),
  };
};
