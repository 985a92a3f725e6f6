import test from 'ava';
import {create} from 'xmlbuilder2';
import {arrangementOptions} from '../../cli/simulate/arrangement-options.ts';
import {dayOptions} from '../../cli/simulate/day-options.ts';
import {type SimulationChoice, simulation} from '../../cli/simulate/simulation.ts';
import {spreadOptions} from '../../cli/simulate/spread-options.ts';
import {displayWidth, type KazasuSimulation, simulationSvg} from '../../reports/index.ts';

/** Advances of the printable ASCII characters, from the blank on, in thousandths of the size: DejaVu Sans, and bold. */
const advances = {
  normal:
    '318 401 460 838 637 951 780 275 391 391 501 838 318 361 318 337 637 637 637 637 637 637 637 637 637 637 337 337 838 838 838 531 1001 685 687 699 771 632 576 775 752 295 295 656 558 863 749 788 604 788 695 635 611 732 685 989 686 611 686 391 337 391 838 501 501 613 635 550 635 616 353 635 634 278 278 580 278 975 634 612 635 635 412 521 393 634 592 818 592 592 525 637 337 637 838',
  bold: '349 457 521 838 696 1002 873 307 458 458 523 838 380 416 380 366 696 696 696 696 696 696 696 696 696 696 400 400 838 838 838 581 1001 774 763 734 831 684 684 821 837 373 373 775 638 996 837 851 733 851 771 721 683 813 774 1104 771 725 726 458 366 458 838 501 501 675 716 593 716 679 436 716 712 343 343 666 343 1042 712 688 716 716 494 596 479 712 652 924 646 652 583 712 366 712 838',
};

/** What is asked of a node of the document. */
interface DrawnNode {
  readonly nodeType: number;
  readonly nodeName: string;
  readonly textContent: string | null;
  readonly childNodes: Iterable<DrawnNode>;
  getAttribute(name: string): string | null;
}

interface Box {
  readonly said: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const defaults = Object.fromEntries(
  Object.entries({...arrangementOptions, ...spreadOptions, ...dayOptions}).map(([name, option]) => [
    name,
    'default' in option ? option.default : undefined,
  ]),
);

const pictured = (changed: Readonly<Record<string, unknown>>): KazasuSimulation =>
  simulation({
    ...defaults,
    compare: false,
    sweep: undefined,
    svg: 'x',
    ...changed,
  } as unknown as SimulationChoice);

/** Plans small and large, with every kind of layout. */
const plans: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'the usual plan': {},
  'one card': {cards: '1', terminals: '1', layout: 'setting-only'},
  'a city’s plan': {cards: '3222', terminals: '40', operators: '13', linked: true},
  'two kinds of which some are not shown': {cards: '400', terminals: '40+30', operators: '20'},
  'operators alone not shown': {cards: '400', terminals: '20', operators: '30'},
  'one of each not shown': {cards: '200', terminals: '25', operators: '9'},
  'one operator for many terminals': {cards: '400', terminals: '40+40'},
  'a number beside the round ones': {cards: '400', terminals: '39', operators: '13'},
  'hundreds of hours': {cards: '20000', terminals: '1', operators: '1', policy: 'bottleneck-first'},
  'the most terminals': {
    cards: '3000',
    terminals: '1000+1000',
    operators: '1000',
    policy: 'bottleneck-first',
  },
};

for (const [what, changed] of Object.entries(plans)) {
  test(`every text in the picture of ${what} lies within it, and none over another`, (t) => {
    const whole = pictured(changed);
    for (const language of ['en', 'ja'] as const) {
      const {width, height, texts} = textsOf(simulationSvg(whole, language));
      t.true(texts.length > 20);
      t.deepEqual(
        texts.filter(({left, right, top, bottom}) => left < 0 || right > width || top < 0 || bottom > height),
        [],
      );
      const over = texts.flatMap((one, i) => texts.slice(i + 1).filter((other) => meet(one, other)));
      t.deepEqual(over, []);
    }
  });
}

test('a picture says how many operators and terminals it leaves out, and leaves out no kind of terminal', (t) => {
  const said = (name: string, language: 'en' | 'ja'): string =>
    simulationSvg(pictured(plans[name] ?? {}), language);
  t.regex(said('a city’s plan', 'en'), />not shown: 5 operators, 16 terminals</);
  t.regex(said('a city’s plan', 'ja'), />省略: 職員 5 人、端末 16 台</);
  t.regex(said('one of each not shown', 'en'), />not shown: 1 operator, 1 terminal</);
  t.regex(said('operators alone not shown', 'en'), />not shown: 22 operators</);
  t.notRegex(said('the usual plan', 'en'), /not shown/);
  const both = said('two kinds of which some are not shown', 'en');
  t.regex(both, />not shown: 12 operators, 46 terminals</);
  t.regex(both, />setting 12</);
  t.regex(both, />pre-install 12</);
});

test('the curve names the terminals it counts, has the plan’s own number, and is not flat where it matters', (t) => {
  for (const [name, changed] of Object.entries(plans)) {
    const whole = pictured(changed);
    const {layout, terminals} = whole.arrangement;
    const svg = simulationSvg(whole, 'en');
    t.is(/of each kind/.test(svg), layout === 'pipelined', name);
    const own = {
      'setting-only': terminals.setting,
      combined: terminals.setting + terminals.preInstall,
      pipelined: Math.max(terminals.setting, terminals.preInstall),
    }[layout];
    const curve = whole.curve ?? [];
    const counts = curve.map((point) => point.terminals);
    t.true(counts.includes(own), `${name}: ${counts}`);
    t.deepEqual(
      counts,
      [...new Set(counts)].sort((a, b) => a - b),
    );
    if (own > 8) {
      const mine = curve.find((point) => point.terminals === own)?.makespanMs ?? 0;
      t.true(Math.max(...curve.map(({makespanMs}) => makespanMs)) < 4 * mine, name);
    }
  }
  t.deepEqual(
    pictured({}).curve?.map(({terminals}) => terminals),
    [1, 2, 3, 4, 5, 6, 7, 8],
  );
});

/** The boxes of all texts, moved as the groups around them say. */
const textsOf = (svg: string): {width: number; height: number; texts: readonly Box[]} => {
  const root = create(svg).root();
  const texts: Box[] = [];
  const visit = (node: DrawnNode, down: number): void => {
    const [, , dy = '0'] =
      /^translate\(([\d.]+) ([\d.]+)\)$/.exec(node.getAttribute('transform') ?? '') ?? [];
    const shifted = down + Number(dy);
    if (node.nodeName === 'text') {
      texts.push(boxOf(node, shifted));
    }
    for (const child of Array.from(node.childNodes)) {
      if (child.nodeType === 1) {
        visit(child, shifted);
      }
    }
  };
  const top = root.node as unknown as DrawnNode;
  visit(top, 0);
  return {width: Number(top.getAttribute('width')), height: Number(top.getAttribute('height')), texts};
};

/** How much of a text lies before its place. */
const anchors: Readonly<Record<string, number>> = {start: 0, middle: 0.5, end: 1};

const boxOf = (node: DrawnNode, down: number): Box => {
  const number = (name: string): number => Number(node.getAttribute(name));
  const [said, size] = [node.textContent ?? '', number('font-size')];
  const wide = widthOf(said, size, node.getAttribute('font-weight') === 'bold' ? 'bold' : 'normal');
  const before = wide * (anchors[node.getAttribute('text-anchor') ?? 'start'] ?? 0);
  const left = number('x') - before;
  const y = number('y') + down;
  return {said, left, right: left + wide, top: y - 0.8 * size, bottom: y + 0.25 * size};
};

/** A Japanese character is as wide as it is high. */
const widthOf = (said: string, size: number, weight: keyof typeof advances): number => {
  const table = advances[weight].split(' ').map(Number);
  const of = (one: string): number =>
    displayWidth(one) === 2 ? 1000 : (table[(one.codePointAt(0) ?? 0) - 32] ?? 1000);
  return ([...said].reduce((sum, one) => sum + of(one), 0) * size) / 1000;
};

const meet = (one: Box, other: Box): boolean =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
