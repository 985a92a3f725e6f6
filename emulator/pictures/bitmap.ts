/** A picture of ink and paper, one bit per pixel; it begins as paper. Ink outside its edges is lost. */
export class Bitmap {
  readonly width: number;
  readonly height: number;
  /** Rows of whole bytes, leftmost pixel in the high bit, 1 = paper, as a 1-bit grey PNG keeps them. */
  readonly rows: Uint8Array;
  readonly #rowBytes: number;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.#rowBytes = Math.ceil(width / 8);
    this.rows = new Uint8Array(this.#rowBytes * height).fill(0xff);
  }

  ink(x: number, y: number): void {
    if (x >= 0 && x < this.width && y >= 0 && y < this.height) {
      const at = y * this.#rowBytes + (x >> 3);
      this.rows[at] = (this.rows[at] ?? 0) & ~(0x80 >> (x & 7));
    }
  }

  isInk(x: number, y: number): boolean {
    return ((this.rows[y * this.#rowBytes + (x >> 3)] ?? 0xff) & (0x80 >> (x & 7))) === 0;
  }

  /** A frame one pixel wide or more. */
  frame(left: number, top: number, width: number, height: number, line: number): void {
    for (let y = top; y < top + height; y += 1) {
      for (let x = left; x < left + width; x += 1) {
        const inside =
          x >= left + line && x < left + width - line && y >= top + line && y < top + height - line;
        if (!inside) {
          this.ink(x, y);
        }
      }
    }
  }
}
