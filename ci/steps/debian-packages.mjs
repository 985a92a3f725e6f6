import {existsSync, readdirSync} from 'node:fs';
import {run, say, show} from './command.mjs';

/** What each package is for; the embedded reader stands in for the first two. */
const running = {
  pcscd: 'the PC/SC daemon that programs open',
  'vsmartcard-vpcd': 'the virtual reader the card sits in',
  opensc: 'the independent client the tests sign with',
  'libpcsclite-dev': 'useful: builds the second PC/SC binding',
  tshark: 'useful: reads exported records, and judges them in the tests',
  iproute2: 'useful: shuts the virtual reader off from the network',
};

/** What only the tests use, so that a first run does not wait for it. */
const testing = {
  'python3-cryptography-vectors': "NIST's PKITS, which judges path validation",
  'python3-cryptography': 'the ciphers of the independent card client',
  'python3-pyscard': 'the PC/SC of the independent card client',
};

const purposes = {...running, ...testing};
const programs = {pcscd: ['/usr/sbin/pcscd', '/usr/bin/pcscd', '/sbin/pcscd', '/usr/local/sbin/pcscd']};

/** Sees to the Debian packages as far as this machine and this user allow; answers with what it installed. */
export const debianPackages = ({forTests}) => {
  const names = Object.keys(forTests ? purposes : running);
  const before = missing(names);
  if (before === undefined) {
    if (!programs.pcscd.some((path) => existsSync(path))) {
      say(
        `this is no Debian and has no pcscd: runs use the embedded reader. PC/SC needs ${names.join(', ')}.`,
      );
    }
    return [];
  }
  if (before.length === 0) {
    return [];
  }
  const prefix = process.env.KAZASU_APT === 'no' ? undefined : rights();
  if (prefix) {
    say(`installing ${before.join(' ')} with apt-get`);
    install(prefix, before);
  }
  const after = prefix ? (missing(names) ?? before) : before;
  if (after.length > 0) {
    advise(after);
  }
  return before.filter((name) => !after.includes(name));
};

/** The packages that are not installed; undefined where there is no dpkg. */
const missing = (names) => {
  const asked = run('dpkg-query', ['-W', '-f', '$' + '{Package} $' + '{db:Status-Status}\\n', ...names]);
  if (asked.missing) {
    return undefined;
  }
  const installed = new Set(
    asked.stdout
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  );
  return names.filter((name) => !installed.has(name));
};

/** The words in front of apt-get that make it work here; undefined when nothing does. */
const rights = () => {
  if (run('apt-get', ['--version']).missing) {
    return undefined;
  }
  const quiet = ['env', 'DEBIAN_FRONTEND=noninteractive'];
  if (process.getuid?.() === 0) {
    return quiet;
  }
  return run('sudo', ['-n', 'true']).ok ? ['sudo', '-n', ...quiet] : undefined;
};

const install = (prefix, wanted) => {
  const apt = (...args) => {
    const [command, ...before] = prefix;
    return run(command, [...before, 'apt-get', '-q', '-y', '-o', 'DPkg::Lock::Timeout=120', ...args]);
  };
  const get = (which) => apt('install', '--no-install-recommends', ...which);
  const knowsPackages = hasLists();
  const updated = knowsPackages ? undefined : apt('update');
  let done = get(wanted);
  if (!done.ok && knowsPackages) {
    apt('update');
    done = get(wanted);
  }
  if (done.ok) {
    return;
  }
  if (updated?.ok === false) {
    show(updated);
  }
  show(done);
  // One package the archive does not carry must not keep the others away.
  if (wanted.length > 1) {
    for (const name of wanted) {
      get([name]);
    }
  }
};

const hasLists = () => {
  const folder = '/var/lib/apt/lists';
  return existsSync(folder) && readdirSync(folder).some((name) => name.includes('_Packages'));
};

const advise = (names) => {
  for (const name of names) {
    say(`the Debian package ${name} is missing (${purposes[name]})`);
  }
  say(`to install: sudo apt-get install --no-install-recommends ${names.join(' ')}`);
  if (names.includes('pcscd') || names.includes('vsmartcard-vpcd')) {
    say('going on without: the card runs on the embedded reader, not on PC/SC');
  }
};
