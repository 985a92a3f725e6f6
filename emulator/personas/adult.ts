import {defaultSecrets, type Persona} from './persona.ts';

/** An adult with both certificates and nothing unusual. 見本 means sample; the street does not exist. */
export const adult: Persona = {
  name: 'adult',
  title: {en: 'Adult with both certificates', ja: '成人(電子証明書2種あり)'},
  holder: {
    name: '見本　花子',
    sex: 'female',
    birthDate: '1980-02-17',
    address: '東京都清瀬市見本町一丁目２番３号',
    prefecture: 'Tokyo-to',
    city: 'Kiyose-shi',
    municipalityCode: '13221',
  },
  secrets: defaultSecrets,
};
