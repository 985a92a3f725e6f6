type Attributes = Readonly<Record<string, string | number>>;

/** One SVG element; numbers to a tenth, so that the same picture is the same text everywhere. */
export const element = (name: string, attributes: Attributes, ...inside: readonly string[]): string => {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? tenth(value) : escaped(value)}"`)
    .join('');
  return inside.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${inside.join('')}</${name}>`;
};

/** A text at a place; `anchor` is where in it the place is. */
export const text = (
  x: number,
  y: number,
  said: string,
  {anchor = 'start', size = 12, weight = 'normal'}: {anchor?: string; size?: number; weight?: string} = {},
): string =>
  element(
    'text',
    {x, y, 'text-anchor': anchor, 'font-size': size, ...(weight === 'normal' ? {} : {'font-weight': weight})},
    escaped(said),
  );

export const escaped = (said: string): string =>
  said.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML cannot hold them in any form.
    /[&<>"\u0000-\u0008\u000B\u000C\u000E-\u001F]/g,
    (sign) => ({'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;'})[sign] ?? ' ',
  );

const tenth = (value: number): string => String(Number(value.toFixed(1)));
