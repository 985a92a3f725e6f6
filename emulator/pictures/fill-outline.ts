import type {PathCommand} from 'opentype.js/dist/opentype.mjs';
import type {Bitmap} from './bitmap.ts';

/** A straight edge, top to bottom; `winding` tells which way the outline ran. */
interface Edge {
  readonly top: number;
  readonly bottom: number;
  readonly x: number;
  readonly slope: number;
  readonly winding: 1 | -1;
}

const curveSteps = 6;
/** Samples per pixel and axis. */
const samples = 4;
/** Samples of sixteen that make a pixel ink: a little under half keeps thin strokes whole. */
const inkFrom = 7;

const edgesOf = (path: readonly PathCommand[]): Edge[] => {
  const edges: Edge[] = [];
  let start = {x: 0, y: 0};
  let at = start;
  const lineTo = (x: number, y: number): void => {
    if (y !== at.y) {
      const [from, to] = y > at.y ? [at, {x, y}] : [{x, y}, at];
      const slope = (to.x - from.x) / (to.y - from.y);
      edges.push({top: from.y, bottom: to.y, x: from.x, slope, winding: y > at.y ? 1 : -1});
    }
    at = {x, y};
  };
  for (const command of path) {
    if (command.type === 'M') {
      lineTo(start.x, start.y);
      start = {x: command.x, y: command.y};
      at = start;
    } else if (command.type === 'L') {
      lineTo(command.x, command.y);
    } else if (command.type === 'Q') {
      const {x: fromX, y: fromY} = at;
      for (let step = 1; step <= curveSteps; step += 1) {
        const t = step / curveSteps;
        const s = 1 - t;
        lineTo(
          s * s * fromX + 2 * s * t * command.x1 + t * t * command.x,
          s * s * fromY + 2 * s * t * command.y1 + t * t * command.y,
        );
      }
    } else {
      lineTo(start.x, start.y);
    }
  }
  lineTo(start.x, start.y);
  return edges;
};

/** Stretches of a line at height `y` that lie inside by the non-zero rule. */
const insideAt = (edges: readonly Edge[], y: number): [from: number, to: number][] => {
  const crossings = edges
    .filter(({top, bottom}) => y >= top && y < bottom)
    .map((edge) => ({x: edge.x + (y - edge.top) * edge.slope, winding: edge.winding}))
    .sort((a, b) => a.x - b.x);
  const stretches: [number, number][] = [];
  let wound = 0;
  let from = 0;
  for (const {x, winding} of crossings) {
    const before = wound;
    wound += winding;
    if (before === 0) {
      from = x;
    } else if (wound === 0) {
      stretches.push([from, x]);
    }
  }
  return stretches;
};

/** Inks the pixels that lie for about half or more inside the outline (pixels, y downwards). */
export const fillOutline = (bitmap: Bitmap, path: readonly PathCommand[]): void => {
  const edges = edgesOf(path);
  if (edges.length === 0) {
    return;
  }
  const first = Math.max(0, Math.floor(Math.min(...edges.map(({top}) => top))));
  const last = Math.min(bitmap.height, Math.ceil(Math.max(...edges.map(({bottom}) => bottom))));
  const covered = new Uint8Array(bitmap.width);
  for (let y = first; y < last; y += 1) {
    covered.fill(0);
    for (let row = 0; row < samples; row += 1) {
      for (const [from, to] of insideAt(edges, y + (row + 0.5) / samples)) {
        // A sample stands in the middle of its cell; it is inside from `from` on and before `to`.
        const end = Math.min(bitmap.width * samples, Math.ceil(to * samples - 0.5));
        for (let at = Math.max(0, Math.ceil(from * samples - 0.5)); at < end; at += 1) {
          covered[(at / samples) | 0] = (covered[(at / samples) | 0] ?? 0) + 1;
        }
      }
    }
    for (const [x, count] of covered.entries()) {
      if (count >= inkFrom) {
        bitmap.ink(x, y);
      }
    }
  }
};
