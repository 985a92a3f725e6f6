import test from 'ava';
import {JpxImage} from 'jpeg2000';
import {PNG} from 'pngjs';
import {cardPictures} from '../../../emulator/pictures/card-pictures.ts';
import {portrait} from '../../../emulator/pictures/portrait.ts';
import {textPicture} from '../../../emulator/pictures/text-picture.ts';

const sitter = {
  holder: {name: '見本　花子', address: '東京都清瀬市見本町一丁目２番３号'},
  identity: {myNumber: '000000012345', securityCode: '6789'},
  pictureSeed: 'adult/1',
};
const pictures = await cardPictures(sitter);

/** Share of black pixels. */
const inkShare = ({data, width, height}: PNG): number => {
  let ink = 0;
  for (let at = 0; at < data.length; at += 4) {
    ink += data[at] === 0 ? 1 : 0;
  }
  return ink / (width * height);
};

for (const [part, width, height] of [
  ['name', 480, 48],
  ['address', 480, 38],
  ['myNumber', 72, 12],
  ['securityCode', 24, 12],
] as const) {
  test(`another decoder opens the ${part} as a PNG of ${width}×${height}, one bit per pixel, with ink on it`, (t) => {
    const png = PNG.sync.read(Buffer.from(pictures[part]));
    t.like(png, {width, height, depth: 1, color: false, palette: false, alpha: false});
    const share = inkShare(png);
    t.true(share > 0.03 && share < 0.5, `${share} of it is ink`);
  });
}

test('another decoder opens the photo as grey JPEG 2000 that looks like what was drawn', async (t) => {
  const drawn = await portrait(sitter.pictureSeed);
  const image = new JpxImage();
  image.parse(Buffer.from(pictures.photo));
  t.like(image, {width: 240, height: 320, componentsCount: 1});
  const [tile] = image.tiles;
  t.is(tile?.items.length, drawn.pixels.length);
  const off = drawn.pixels.reduce((sum, grey, i) => sum + Math.abs(grey - (tile?.items[i] ?? 0)), 0);
  t.true(off / drawn.pixels.length < 6, `greys are off by ${off / drawn.pixels.length} on average`);
});

test('the photo is a JP2 file: signature, file type, header with the grey colour space, codestream', (t) => {
  const file = Buffer.from(pictures.photo);
  const boxes: [string, number][] = [];
  for (let at = 0; at < file.length; at += file.readUInt32BE(at)) {
    boxes.push([file.toString('latin1', at + 4, at + 8), file.readUInt32BE(at)]);
  }
  t.deepEqual(
    boxes.map(([type]) => type),
    ['jP  ', 'ftyp', 'jp2h', 'jp2c'],
  );
  t.deepEqual(
    boxes.slice(0, 3).map(([, length]) => length),
    [12, 20, 45],
  );
  t.true(file.length >= 4000 && file.length <= 8000, `it has ${file.length} bytes`);
});

test('the same sitter gives the same bytes, another seed another face', async (t) => {
  t.deepEqual(await cardPictures(sitter), pictures);
  const other = await cardPictures({...sitter, pictureSeed: 'adult/2'});
  t.deepEqual(other.name, pictures.name);
  t.notDeepEqual(other.photo, pictures.photo);
});

const line = {width: 160, em: 40, lineHeight: 48};

test('a character the font lacks stands as a box and is named', async (t) => {
  const {bitmap, missing} = await textPicture('見\u{e000}', line);
  t.deepEqual(missing, ['\u{e000}']);
  // The box: a frame with paper inside.
  t.true(bitmap.isInk(45, 24));
  t.true(bitmap.isInk(74, 24));
  t.false(bitmap.isInk(60, 24));
});

test('a variant asked for by a selector is a form the font lacks, a composed mark is not', async (t) => {
  t.deepEqual((await textPicture('辻\u{e0100}', line)).missing, ['辻\u{e0100}']);
  t.deepEqual((await textPicture('か\u{3099}髙﨑邉', line)).missing, []);
});

test('text takes as many lines as it needs, and half-width characters half the room', async (t) => {
  t.is((await textPicture('見本見本', line)).bitmap.height, 48);
  t.is((await textPicture('見本見本見', line)).bitmap.height, 96);
  t.is((await textPicture('12345678', line)).bitmap.height, 48);
  t.is((await textPicture('', line)).bitmap.height, 48);
});
