#!/usr/bin/env node
import {existsSync} from 'node:fs';

const main = new URL('../dist/cli/main.js', import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write(
    'kazasu is not built yet: run "npm start", or "npm run build" where the packages are in.\n',
  );
  process.exitCode = 3;
}
