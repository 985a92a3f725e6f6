import {z} from 'zod';
import {aid, fromHex, KazasuError, misfits} from '../../protocol/index.ts';

const select = 0xa4;

const refusing = (en: string, ja: string) => ({error: en, params: {ja}});

const aidText = z
  .string()
  .refine(
    (text) => isAid(text),
    refusing('an AID of 5 to 16 bytes in hex was expected', '5~16バイトのAID(16進)が必要です'),
  );

const isAid = (text: string): boolean => {
  try {
    aid(text);
    return true;
  } catch {
    return false;
  }
};

const aFunction = z.custom(
  (value) => value === 'function',
  refusing('a function was expected', '関数が必要です'),
);

const instruction = z
  .looseObject({
    name: z.string().min(1).max(60),
    cla: z.custom<0x00 | 0x80>(
      (value) => value === 0x00 || value === 0x80,
      refusing('0x00 or 0x80 was expected', '0x00 または 0x80 が必要です'),
    ),
    ins: z
      .int()
      .min(0)
      .max(0xff)
      .refine(
        (ins) => ins >> 4 !== 6 && ins >> 4 !== 9,
        refusing('an instruction is never 6X or 9X', '命令コードに 6X・9X は使えません'),
      ),
    process: aFunction,
  })
  .refine(
    ({cla, ins}) => cla !== 0 || ins !== select,
    refusing('SELECT is the card’s own', 'SELECT はカード自身の命令です'),
  );

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
      refusing('two rows have the same class and instruction', '同じクラスと命令コードの行が2つあります'),
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

/** @throws KazasuError `KZS-APPLET-MODULE` with the path and all that is not as it should be. */
export const descriptionOf = (path: string, description: unknown): Description => {
  if (description === undefined) {
    return unusableModule(path, 'it exports nothing of that name', 'その名前のエクスポートがありません');
  }
  const wrong = misfits(descriptionSchema, description, 'applet');
  if (wrong) {
    return unusableModule(path, wrong.en, wrong.ja);
  }
  const {title, packageAid, moduleAid, personalise, commands} = descriptionSchema.parse(description);
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
