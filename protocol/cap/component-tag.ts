/** Components of a CAP file by tag, Java Card 3.1 Virtual Machine Specification table 6-3. [S113] */
export const componentTags = {
  Header: 1,
  Directory: 2,
  Applet: 3,
  Import: 4,
  ConstantPool: 5,
  Class: 6,
  Method: 7,
  StaticField: 8,
  RefLocation: 9,
  Export: 10,
  Descriptor: 11,
  Debug: 12,
  StaticResources: 13,
} as const;

export type ComponentName = keyof typeof componentTags;

export const componentNames = Object.keys(componentTags) as ComponentName[];

/** The order in which a load file carries them, clause 6.3; Descriptor and Debug are of use to tools. [S113] [S111] [S112] */
export const loadOrder: readonly ComponentName[] = [
  'Header',
  'Directory',
  'Import',
  'Applet',
  'Class',
  'Method',
  'StaticField',
  'Export',
  'ConstantPool',
  'RefLocation',
  'StaticResources',
  'Descriptor',
];

/** What every package has. Applet is there where the Header says so, Export where there is something to export. */
export const neededComponents: readonly ComponentName[] = [
  'Header',
  'Directory',
  'Import',
  'ConstantPool',
  'Class',
  'Method',
  'StaticField',
  'RefLocation',
];

/** A custom component, which only its maker understands. */
export const isCustomTag = (tag: number): boolean => tag >= 128;

export const componentName = (tag: number): ComponentName | undefined =>
  componentNames.find((name) => componentTags[name] === tag);
