/** A grey picture, one byte per pixel, rows from the top, 0 black. */
export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

const bytes = (...parts: readonly (number[] | Uint8Array)[]): Buffer =>
  Buffer.concat(parts.map((part) => Uint8Array.from(part)));
const word = (value: number): number[] => [
  value >>> 24,
  (value >>> 16) & 0xff,
  (value >>> 8) & 0xff,
  value & 0xff,
];
const box = (type: string, ...content: readonly (number[] | Uint8Array)[]): Buffer => {
  const body = bytes(...content);
  return bytes(word(body.length + 8), Buffer.from(type, 'latin1'), body);
};

const brand = Buffer.from('jp2 ', 'latin1');
const bitsPerSample = 8;
/** Compression type of ISO/IEC 15444-1, the only one there is. */
const wavelet = 7;
/** Enumerated colour space: grey. */
const greyscale = 17;

type Codec = Awaited<ReturnType<typeof import('@cornerstonejs/codec-openjpeg/wasmjs')['default']>>;

let loaded: Promise<Codec> | undefined;

/** The WebAssembly codec, loaded once and only when a picture is made. */
const codec = (): Promise<Codec> => {
  loaded ??= import('@cornerstonejs/codec-openjpeg/wasmjs').then(({default: openjpeg}) => openjpeg());
  return loaded;
};

/** One quality layer, so that the ratio alone decides the length. */
const layers = 1;

/**
 * A JPEG 2000 picture in a JP2 file, ISO/IEC 15444-1 annex I: signature, file type, header (size, colour space), one
 * codestream, lossy. The codestream takes up to the picture's bytes divided by `ratio`. The same picture gives the same bytes.
 */
export const greyJp2 = async ({width, height, pixels}: GreyPicture, ratio: number): Promise<Uint8Array> => {
  const {J2KEncoder} = await codec();
  const encoder = new J2KEncoder();
  try {
    encoder
      .getDecodedBuffer({
        width,
        height,
        bitsPerSample,
        componentCount: 1,
        isSigned: false,
        isUsingColorTransform: false,
      })
      .set(pixels);
    encoder.setQuality(false, layers);
    encoder.setCompressionRatio(0, ratio);
    encoder.encode();
    const size = [...word(height), ...word(width), 0, 1, bitsPerSample - 1, wavelet, 0, 0];
    return Uint8Array.from(
      bytes(
        box('jP  ', [0x0d, 0x0a, 0x87, 0x0a]),
        box('ftyp', brand, word(0), brand),
        box('jp2h', box('ihdr', size), box('colr', [1, 0, 0, ...word(greyscale)])),
        box('jp2c', Uint8Array.from(encoder.getEncodedBuffer())),
      ),
    );
  } finally {
    encoder.delete();
  }
};
