import {readFileSync} from 'node:fs';
import {openNetworkNamespace} from '../../terminal/index.ts';
import {type Finding, same} from './finding.ts';

/** Ports of the Debian package's own reader entry: 0x8C7B and the slot behind it. */
const systemPorts = [0x8c7b, 0x8c7c];
const listening = '0A';
const anyAddress = /^0+$/;

/** Ports that listen on every interface, from the kernel's table. */
const openPorts = (): number[] => {
  try {
    return readFileSync('/proc/net/tcp', 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(([, local = '', , state]) => state === listening && anyAddress.test(local.split(':')[0] ?? ''))
      .map(([, local = '']) => Number.parseInt(local.split(':')[1] ?? '', 16));
  } catch {
    return [];
  }
};

const isolation = async (): Promise<Finding> => {
  const title = {en: 'isolation of our vpcd', ja: '専用vpcdの隔離'};
  const namespace = await openNetworkNamespace();
  await namespace.close();
  return namespace.kind === 'netns'
    ? {
        id: 'isolation',
        title,
        state: 'ok',
        found: {
          en: 'runs in a network namespace of its own: nobody else can reach the card’s port',
          ja: '専用のネットワーク名前空間で動くため、ほかから接続できません',
        },
      }
    : {
        id: 'isolation',
        title,
        state: 'advice',
        found: {
          en: `${namespace.reason.en}; vpcd then listens on 0.0.0.0, and anyone on the network can play the card`,
          ja: `${namespace.reason.ja}。この場合vpcdは0.0.0.0で待ち受け、ネットワーク上の誰でもカードになれます`,
        },
        fix: {
          en: 'run as root or allow unprivileged user namespaces and install iproute2, or close the ports 20000 to 32000 with a firewall',
          ja: 'rootで実行するか、非特権ユーザー名前空間を許可してiproute2を入れるか、ポート20000〜32000をファイアウォールで閉じてください',
        },
      };
};

const systemReader = (): Finding => {
  const title = {en: 'exposure of the system’s vpcd', ja: 'システムのvpcdの公開状態'};
  const open = openPorts().filter((port) => systemPorts.includes(port));
  return open.length === 0
    ? {
        id: 'exposure',
        title,
        state: 'ok',
        found: {
          en: 'the system’s pcscd does not listen on the ports of vpcd',
          ja: 'システムのpcscdはvpcdのポートで待ち受けていません',
        },
      }
    : {
        id: 'exposure',
        title,
        state: 'advice',
        found: {
          en: `the system’s pcscd listens on 0.0.0.0, port ${open.join(' and ')}: anyone on the network can become a card there`,
          ja: `システムのpcscdが 0.0.0.0 のポート ${open.join('、')} で待ち受けています。ネットワーク上の誰でもカードになれます`,
        },
        fix: same('sudo rm /etc/reader.conf.d/vpcd && sudo systemctl restart pcscd'),
      };
};

/** Who else could reach a virtual reader on this machine. */
export const exposureFindings = async (): Promise<Finding[]> => [await isolation(), systemReader()];
