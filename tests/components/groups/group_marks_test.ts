/** Letters, shapes and hues that tell groups apart. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Room } from "../../../classroom/model/groups.ts";
import {
  assignGroupMarks,
  groupHueCount,
} from "../../../components/client/group_marks.ts";
import { property } from "../../random.ts";

type Colour = readonly [number, number, number];

/** How dichromats see linear RGB (Machado, Oliveira and Fernandes 2009, severity 1). */
const eyes: Readonly<Record<string, readonly Colour[]>> = {
  "all cones": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
const grounds = {
  light: ["#ffffff", "#faf8f3", "#f2efe7"],
  dark: ["#1c2227", "#14181c", "#101316"],
};

Deno.test("Groups: twelve hues differ for people with any colour blindness, on light and dark", async () => {
  const css = await Deno.readTextFile("components/groups/groups.css");
  const found = [...css.matchAll(/light-dark\((#\w{6}), (#\w{6})\)/g)];
  assert.equal(found.length, groupHueCount);
  for (const [at, theme] of (["light", "dark"] as const).entries()) {
    const colours = found.map((match) => linear(match[at + 1]));
    for (const [eye, matrix] of Object.entries(eyes)) {
      const seen = colours.map((colour) => oklab(apply(matrix, colour)));
      for (const [i, one] of seen.entries()) {
        for (const other of seen.slice(0, i)) {
          const apart = Math.hypot(...one.map((v, k) => v - other[k]));
          assert(apart > 0.045, `${theme}, ${eye}: hue ${i}, ${apart}`);
        }
      }
    }
    for (const [i, colour] of colours.entries()) {
      for (const ground of grounds[theme]) {
        const ratio = contrast(colour, linear(ground));
        assert(ratio >= 3, `${theme}: hue ${i} on ${ground} has ${ratio}`);
      }
    }
  }
});

function roomsOf(...names: string[]): Record<string, Room> {
  return Object.fromEntries(
    names.map((name, order) => [name, { name, order }]),
  );
}

function numbered(rooms: readonly Room[]): Record<string, Room> {
  return Object.fromEntries(rooms.entries());
}

function lettersOf(rooms: Record<string, Room>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(assignGroupMarks(rooms)).map(([id, { looks }]) => [
      id,
      looks.letter,
    ]),
  );
}

Deno.test("Groups: letter, shape and hue are the group's own as long as it lives", () => {
  const { c, "27": late, green } = assignGroupMarks({
    green: { name: "Green team", order: 0 },
    c: { name: "Group C", order: 2 },
    "27": { name: "Group 27", order: 26 },
  });
  assert.deepEqual(c.looks, { letter: "C", hue: 2, shape: 2 });
  assert.equal(late.looks.letter, "27");
  assert.equal(green.looks.letter, "GT");
  const looks = Object.values(
    assignGroupMarks(roomsOf(...Array.from({ length: 72 }, (_, n) => `x${n}`))),
  ).map(({ looks: { hue, shape } }) => `${hue} ${shape}`);
  assert.equal(new Set(looks).size, 72);
});

Deno.test("Groups: no two bear the same mark, whatever they are called", () => {
  // "Group B" was renamed, and a new group got the name that was free then.
  assert.deepEqual(
    lettersOf({
      renamed: { name: "Blue", order: 1 },
      a: { name: "Group A", order: 0 },
      made: { name: "Group B", order: 2 },
    }),
    { renamed: "Bl", a: "A", made: "B" },
  );
  assert.deepEqual(
    lettersOf(roomsOf("Group B", "Team B", "b", "Tiny Birds", "TB", "Blue")),
    {
      "Group B": "B",
      "Team B": "TB",
      b: "b3",
      "Tiny Birds": "T4",
      TB: "T5",
      Blue: "Bl",
    },
  );
  assert.deepEqual(
    lettersOf(roomsOf("A 組", "B組", "第3組", "紅組")),
    { "A 組": "A", B組: "B", 第3組: "3", 紅組: "紅組" },
  );
  const { first, second } = assignGroupMarks({
    first: { name: "Group A", order: 0 },
    second: { name: "Group B", order: 0 },
  });
  assert.notEqual(first.looks.hue, second.looks.hue);

  fc.assert(
    fc.property(fc.array(aRoom, { maxLength: 60 }), (some) => {
      const marks = Object.values(assignGroupMarks(numbered(some)))
        .map(({ looks }) => looks.letter.toUpperCase());
      assert.equal(new Set(marks).size, some.length);
      assert(marks.every((mark) => mark !== ""));
    }),
    property("marks of groups", 100),
  );
});

Deno.test("Groups: the marks of those who were there stay when another group comes or goes", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(aRoom, { minLength: 2, maxLength: 20, selector: byOrder }),
      (some) => {
        const rooms = some.toSorted((a, b) => a.order - b.order);
        const before = lettersOf(numbered(rooms));
        const { [rooms.length - 1]: gone, ...left } = before;
        assert.deepEqual(lettersOf(numbered(rooms.slice(0, -1))), left, gone);
      },
    ),
    {
      examples: [
        [[{ name: "Blue", order: 0 }, { name: "Black", order: 1 }]],
        [["A B", "BB", "BA B"].map((name, order) => ({ name, order }))],
      ],
      ...property("marks that stay", 2000),
    },
  );
});

const byOrder = ({ order }: Room) => order;
const aRoom: fc.Arbitrary<Room> = fc.record({
  name: fc.oneof(
    fc.stringMatching(/^(Group|Team) [A-D1-3]$/),
    fc.stringMatching(/^[A-Cb]{1,3}( [A-C]{1,2})?$/),
    fc.constantFrom("藍隊", "綠 隊", "🦊", "ß"),
  ),
  order: fc.nat(40),
});

function linear(hex: string): Colour {
  const part = (at: number) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [part(1), part(3), part(5)];
}

function apply(matrix: readonly Colour[], [r, g, b]: Colour): Colour {
  const [x, y, z] = matrix.map(([a, c, d]) =>
    Math.min(1, Math.max(0, a * r + c * g + d * b))
  );
  return [x, y, z];
}

function oklab([r, g, b]: Colour): Colour {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function contrast(one: Colour, other: Colour): number {
  const light = ([r, g, b]: Colour) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
  const [a, b] = [light(one) + 0.05, light(other) + 0.05];
  return Math.max(a, b) / Math.min(a, b);
}
