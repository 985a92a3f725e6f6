/** The option by which commands that run a card are told of applets of users. */
export const appletOption = {
  applet: {
    type: 'string',
    requiresArg: true,
    coerce: (given: string | readonly string[]): readonly string[] => [given].flat(),
    describe:
      'JavaScript module of an applet of your own that the card can install (docs/applets.md); the option again for more',
  },
} as const;

/** What that option leaves; absent where it was not given. */
export interface AppletChoice {
  readonly applet?: readonly string[] | undefined;
}

/** For a bench: paths of modules, or nothing. */
export const chosenApplets = ({applet}: AppletChoice): {readonly applets?: readonly string[]} =>
  applet === undefined ? {} : {applets: applet};
