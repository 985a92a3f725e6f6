import {Parser} from 'tap-parser';

/**
 * Reads AVA's TAP as it comes: a dot for a test that passed, `s` for one that was skipped, title and diagnostics of
 * one that failed. AVA's plan leaves out its own findings (a file that crashed), so only its absence means something.
 */
export const tally = (stream, write) =>
  new Promise((resolve, reject) => {
    const counts = {passed: 0, failed: 0, skipped: 0, planned: false};
    const row = dots(write);
    const parser = new Parser();
    parser.on('assert', ({ok, skip, todo, name, diag}) => {
      if (skip || todo) {
        counts.skipped += 1;
        row.mark('s');
      } else if (ok) {
        counts.passed += 1;
        row.mark('.');
      } else {
        counts.failed += 1;
        row.end();
        write(`not ok: ${name}\n${diag ? indented(diag, 1) : ''}`);
      }
    });
    parser.on('plan', () => {
      counts.planned = true;
    });
    parser.on('complete', () => {
      row.end();
      resolve(counts);
    });
    stream.on('error', reject);
    stream.pipe(parser);
  });

const dots = (write) => {
  let column = 0;
  const end = () => {
    if (column > 0) {
      write('\n');
      column = 0;
    }
  };
  const mark = (sign) => {
    write(sign);
    column += 1;
    if (column === 80) {
      end();
    }
  };
  return {mark, end};
};

const indented = (value, depth) => {
  const margin = '  '.repeat(depth);
  return Object.entries(value)
    .map(([label, part]) => {
      const key = label.replace(/:$/, '');
      if (typeof part === 'object' && part !== null) {
        return `${margin}${key}:\n${indented(part, depth + 1)}`;
      }
      const lines = String(part).trimEnd().split('\n');
      return lines.length === 1
        ? `${margin}${key}: ${lines[0]}\n`
        : `${margin}${key}:\n${lines.map((line) => `${margin}  ${line}\n`).join('')}`;
    })
    .join('');
};
