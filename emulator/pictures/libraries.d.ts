declare module 'opentype.js/dist/opentype.mjs' {
  /** A drawing command of an outline; TrueType outlines have straight lines and quadratic curves. */
  type PathCommand =
    | {readonly type: 'M' | 'L'; readonly x: number; readonly y: number}
    | {
        readonly type: 'Q';
        readonly x1: number;
        readonly y1: number;
        readonly x: number;
        readonly y: number;
      }
    | {readonly type: 'Z'};

  interface Glyph {
    readonly index: number;
    readonly advanceWidth: number;
    /** The outline in pixels, y downwards, with its origin on the baseline at `x`, `y`. */
    getPath(x: number, y: number, pixelsPerEm: number): {readonly commands: readonly PathCommand[]};
  }

  interface Font {
    readonly unitsPerEm: number;
    /** Index 0 stands for a character the font does not have. */
    charToGlyph(character: string): Glyph;
  }

  /** Reads TTF, OTF or WOFF. */
  function parse(font: ArrayBuffer): Font;

  export {type Font, type Glyph, type PathCommand, parse};
}

declare module '@cornerstonejs/codec-openjpeg/wasmjs' {
  interface FrameInfo {
    readonly width: number;
    readonly height: number;
    readonly bitsPerSample: number;
    readonly componentCount: number;
    readonly isSigned: boolean;
    readonly isUsingColorTransform: boolean;
  }

  interface J2KEncoder {
    /** Where the samples of the picture go. */
    getDecodedBuffer(frame: FrameInfo): Uint8Array;
    /** The number is that of quality layers, each with its ratio. */
    setQuality(lossless: boolean, layers: number): void;
    setCompressionRatio(layer: number, ratio: number): void;
    encode(): void;
    getEncodedBuffer(): Uint8Array;
    delete(): void;
  }

  const openjpeg: () => Promise<{readonly J2KEncoder: new () => J2KEncoder}>;

  // biome-ignore lint/style/noDefaultExport: the package has this export and no named one.
  export {openjpeg as default};
}
