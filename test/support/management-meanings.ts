const area = '00A4040C09F04B415A4153550101=9000';
const mac = '0011223344556677';
/** EXTERNAL AUTHENTICATE at this level. */
const channelAt = (level: string): string => `8482${level}0010${mac}${mac}=9000`;
const [packageA, moduleA] = ['F04B415A4153550201', 'F04B415A415355020101'];
const install = `84E60C002E09${packageA}0A${moduleA}0A${moduleA}010002C90000${mac}00=009000`;

/** What a card manager's dialogues and applications are told as: title, dialogue, its last command in both languages. */
export const managementMeanings: readonly (readonly [
  title: string,
  lines: readonly string[],
  en: string,
  ja: string,
])[] = [
  ['SELECT of an area', [area], 'SELECT area for ordinances', 'SELECT 条例利用領域'],
  [
    'an application of an issuer, by its AID',
    ['00A4040C0CF04B415A4153551201000A0A=9000', '00B0810040=******9000'],
    'READ BINARY id, 3 bytes at 0 → masked',
    'READ BINARY ID、0 から 3 バイト → マスク済み',
  ],
  [
    'an issuer’s domain',
    ['00A4040C0BF04B415A4153551001000A=9000'],
    'SELECT security domain, issuer 10',
    'SELECT セキュリティドメイン(発行者 10)',
  ],
  [
    'a PIN of 業務タイプD',
    ['00A4040C0AF04B415A415355020201=9000', '00A4020C020011=9000', '0020008004********=63C2'],
    'VERIFY service PIN → 2 tries left',
    'VERIFY 業務用暗証番号 → 残り 2 回',
  ],
  [
    'a secure channel',
    [area, channelAt('33')],
    'EXTERNAL AUTHENTICATE, secure messaging, security level 33',
    'EXTERNAL AUTHENTICATE、セキュアメッセージング、セキュリティレベル 33',
  ],
  [
    'INSTALL in a channel with MACs alone',
    [area, channelAt('01'), install],
    'INSTALL [for install and make selectable] Service type A, secure messaging, 1 byte',
    'INSTALL [for install and make selectable] 業務タイプA、セキュアメッセージング、1 バイト',
  ],
  [
    'INSTALL in a channel that encrypts',
    [area, channelAt('33'), install],
    'INSTALL [for install and make selectable], secure messaging, 1 byte',
    'INSTALL [for install and make selectable]、セキュアメッセージング、1 バイト',
  ],
  [
    'the last LOAD',
    ['80E8800B02C40100=009000'],
    'LOAD, block 11, the last, 1 byte',
    'LOAD、ブロック 11(最後)、1 バイト',
  ],
  [
    'DELETE of a load file nobody named',
    ['80E400800A4F08F04B415A415355E000=9000'],
    'DELETE F04B415A415355E0, with what was installed from it',
    'DELETE F04B415A415355E0、インストール済みのものを含む',
  ],
  [
    'DELETE of a known one',
    ['80E400000B4F09F04B415A415355020300=6985'],
    'DELETE load file of Common card application → 6985 conditions of use not satisfied',
    'DELETE 共通カードAPのロードファイル → 6985 使用条件を満足しない',
  ],
  [
    'a lock',
    ['80F040800AF04B415A415355020301=9000'],
    'SET STATUS Common card application, to 80',
    'SET STATUS 共通カードAP、80 へ',
  ],
  [
    'more of a registry',
    ['80F24003024F0000=6A88'],
    'GET STATUS, applications, next entries → 6A88 referenced data not found',
    'GET STATUS、アプリケーション、続き → 6A88 参照データなし',
  ],
  [
    'free memory',
    ['80CAFF2100=FF21039F90009000'],
    'GET DATA FF21 free memory, 6 bytes → object FF21, 6 bytes in all',
    'GET DATA FF21 空きメモリー、6 バイト → オブジェクト FF21、全体で 6 バイト',
  ],
];
