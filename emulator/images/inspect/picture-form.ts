import type {Sentence} from '../../../protocol/index.ts';

interface Form {
  readonly name: string;
  /** How a file of this form begins, and where the two sizes stand behind a marker, 32 bits each. */
  readonly begins: string;
  readonly header: string;
  readonly widthFirst: boolean;
}

/** PNG (ISO/IEC 15948): width, height in IHDR. JP2 (ISO/IEC 15444-1, I.5.3.1): height, width in ihdr. */
const forms: readonly Form[] = [
  {name: 'PNG', begins: '\x89PNG\r\n', header: 'IHDR', widthFirst: true},
  {name: 'JPEG 2000', begins: '\0\0\0\x0cjP  ', header: 'ihdr', widthFirst: false},
];

/** `PNG, 480×40 pixels, 1,234 bytes`: what a picture is, without what it shows. */
export const pictureForm = (picture: Uint8Array): Sentence => {
  const bytes = Buffer.from(picture);
  const size = picture.length.toLocaleString('en');
  const form = forms.find(({begins}) =>
    bytes.subarray(0, begins.length).equals(Buffer.from(begins, 'latin1')),
  );
  const at = form ? bytes.indexOf(form.header) + form.header.length : 0;
  if (!form || at < form.header.length || at + 8 > bytes.length) {
    return {en: `${size} bytes`, ja: `${size} バイト`};
  }
  const numbers = [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)];
  const pixels = (form.widthFirst ? numbers : numbers.reverse()).join('×');
  return {
    en: `${form.name}, ${pixels} pixels, ${size} bytes`,
    ja: `${form.name}、${pixels} ピクセル、${size} バイト`,
  };
};
