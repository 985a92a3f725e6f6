import {z} from 'zod';
import {aid, fromHex, KazasuError} from '../../protocol/index.ts';

const select = 0xa4;

const aidText = z.string().refine((text) => isAid(text), 'an AID of 5 to 16 bytes in hex was expected');

const isAid = (text: string): boolean => {
  try {
    aid(text);
    return true;
  } catch {
    return false;
  }
};

const aFunction = z.literal('function', 'a function was expected');

const instruction = z
  .looseObject({
    name: z.string().min(1).max(60),
    cla: z.union([z.literal(0x00), z.literal(0x80)], '0x00 or 0x80 was expected'),
    ins: z
      .int()
      .min(0)
      .max(0xff)
      .refine((ins) => ins >> 4 !== 6 && ins >> 4 !== 9, 'an instruction is never 6X or 9X'),
    process: aFunction,
  })
  .refine(({cla, ins}) => cla !== 0 || ins !== select, 'SELECT is the card’s own');

/** What a module has to export as `applet`, its functions as the text `function`. */
const descriptionSchema = z.looseObject({
  title: z.object({en: z.string().min(1), ja: z.string().min(1)}),
  packageAid: aidText,
  moduleAid: aidText,
  install: aFunction,
  personalise: aFunction.optional(),
  commands: z
    .array(instruction)
    .min(1)
    .refine(
      (rows) => new Set(rows.map(({cla, ins}) => (cla << 8) | ins)).size === rows.length,
      'two rows have the same class and instruction',
    ),
});

/** A module's own words about its applet, checked. */
export interface Description {
  readonly title: {readonly en: string; readonly ja: string};
  readonly packageAid: Uint8Array;
  readonly moduleAid: Uint8Array;
  readonly personalises: boolean;
  readonly commands: readonly {readonly name: string; readonly cla: 0x00 | 0x80; readonly ins: number}[];
}

/** @throws KazasuError `KZS-APPLET-MODULE` with the path and the first thing that is not as it should be. */
export const descriptionOf = (path: string, description: unknown): Description => {
  if (description === undefined) {
    return unusableModule(path, 'it exports nothing of that name', 'その名前のエクスポートがありません');
  }
  const read = descriptionSchema.safeParse(description);
  if (!read.success) {
    const [issue] = read.error.issues;
    const place = ['applet', ...(issue?.path ?? [])].map(String).join('.');
    return unusableModule(
      path,
      `at ${place}: ${issue?.message ?? 'it does not fit'}`,
      `${place} が合いません: ${issue?.message ?? ''}`,
    );
  }
  const {title, packageAid, moduleAid, personalise, commands} = read.data;
  return {
    title,
    packageAid: fromHex(packageAid),
    moduleAid: fromHex(moduleAid),
    personalises: personalise !== undefined,
    commands: commands.map(({name, cla, ins}) => ({name, cla, ins})),
  };
};

export const unusableModule = (path: string, en: string, ja: string): never => {
  throw new KazasuError('KZS-APPLET-MODULE', {
    en: `a JavaScript module that exports \`applet\` (docs/applets.md) was expected at ${path}, but ${en}`,
    ja: `${path} には \`applet\` をエクスポートするJavaScriptモジュール(docs/applets.md)が必要ですが、${ja}`,
  });
};
