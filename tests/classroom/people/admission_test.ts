/** J-1 to J-5: a table of logins, and unique names. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type AdmissionFacts,
  admit,
  admitNew,
  maxMembers,
} from "../../../classroom/people/admission.ts";
import { nameKey } from "../../../classroom/model/name_keys.ts";
import type { Member } from "../../../classroom/model/members.ts";
import { isRefusal } from "../../../sync/refusal.ts";
import { property } from "../../random.ts";

const person = (name: string, more: Partial<Member> = {}): Member => ({
  name,
  role: "student",
  joinedAt: 0,
  room: null,
  ...more,
});

const members = new Map<string, Member>([
  ["t", person("Ms Lin", { role: "teacher" })],
  ["amy", person("Amy")],
  ["ben", person("Ben")],
  ["zed", person("Zed", { removed: true })],
]);

const gate = (more: Partial<AdmissionFacts> = {}): AdmissionFacts => ({
  members,
  online: new Set(["t", "ben"]),
  rejoin: true,
  joinLocked: false,
  nameFilter: true,
  returning: new Map(),
  tied: [],
  here: [],
  openings: { free: Infinity, places: Infinity, listed: new Set() },
  mine: [],
  ...more,
});

const outcome = (open: AdmissionFacts, name: string) => {
  try {
    const it = admit(open, name);
    return "member" in it ? `${it.kind} ${it.member}` : `${it.kind} ${it.name}`;
  } catch (thrown) {
    if (isRefusal(thrown)) return thrown.kind;
    throw thrown;
  }
};

const off = { rejoin: false };
const locked = { joinLocked: true };
const table: [
  what: string,
  open: Partial<AdmissionFacts>,
  name: string,
  comes: string,
][] = [
  ["J-1: a new name is a new member", {}, "Chloe", "new Chloe"],
  [
    "J-2: the name of one who is offline is theirs again",
    {},
    "amy",
    "by-name amy",
  ],
  ["J-2: width makes no difference", {}, "ＡＭＹ", "by-name amy"],
  [
    "J-2: in a browser that was theirs they are back",
    { mine: ["ben", "amy"] },
    "amy",
    "back amy",
  ],
  [
    "J-2: online or not",
    { mine: ["ben"] },
    "Ben",
    "back ben",
  ],
  [
    "J-2: the name of one who is online waits for the teacher",
    {},
    "Ben",
    "wait ben",
  ],
  ["J-2, J-9: nobody comes back as the teacher", {}, "ms lin", "name-refused"],
  [
    "J-9: nor like one, in letters that look the same",
    {},
    "Мs. Lin",
    "name-refused",
  ],
  [
    "J-9: nor with the name filter off, nor without rejoin",
    { ...off, nameFilter: false },
    "Teacher",
    "name-refused",
  ],
  [
    "J-2, J-9: a name that only looks like another student's restores nobody, and is numbered",
    {},
    "Аmy",
    "new Аmy (2)",
  ],
  ["J-3: with rejoin off a name in use is numbered", off, "Amy", "new Amy (2)"],
  ["J-3: online or not", off, "Ben", "new Ben (2)"],
  [
    "J-4: a removed one's name is refused while rejoin is on",
    {},
    "Zed",
    "removed",
  ],
  ["J-4: with rejoin off a name proves nothing", off, "Zed", "new Zed (2)"],
  ["S-11: locked, nobody new", locked, "Chloe", "join-locked"],
  ["S-11: locked, who was in comes back", locked, "Amy", "by-name amy"],
  ["S-11: locked, who is online still waits", locked, "Ben", "wait ben"],
  [
    "S-11: locked with rejoin off, no login",
    { ...off, ...locked },
    "Amy",
    "join-locked",
  ],
  ["J-1: the filter refuses a name", {}, "F u c k", "name-refused"],
  [
    "J-1: the filter can be off",
    { nameFilter: false },
    "F u c k",
    "new F u c k",
  ],
];

for (const [what, open, name, comes] of table) {
  Deno.test(what, () => assert.equal(outcome(gate(open), name), comes));
}

Deno.test("J-2: who has waited long enough joins as new, under a number", () => {
  assert.deepEqual(admitNew(gate(), "Ben"), { kind: "new", name: "Ben (2)" });
});

Deno.test("A session takes no more members than its document holds with ease", () => {
  const crowd = new Map(
    Array.from({ length: maxMembers }, (_, i) => [`m${i}`, person(`P${i}`)]),
  );
  assert.equal(outcome(gate({ members: crowd }), "Amy"), "room-full");
  assert.equal(outcome(gate({ members: crowd }), "P7"), "by-name m7");
});

Deno.test("J-2, J-3: however people log in, no two members bear the same name", () => {
  const names = fc.constantFrom(
    "Amy",
    "AMY",
    "ａｍｙ",
    "Amy (2)",
    "amy  (2)",
    "Ben",
    "Amy (3)",
  );
  fc.assert(
    fc.property(
      fc.boolean(),
      fc.array(fc.record({ name: names, online: fc.boolean() }), {
        maxLength: 30,
      }),
      (rejoin, logins) => {
        const all = new Map<string, Member>();
        const online = new Set<string>();
        for (const login of logins) {
          const open = gate({ members: all, online, rejoin });
          const it = admit(open, login.name);
          const id = "member" in it ? it.member : `m${all.size}`;
          if (it.kind === "new") all.set(id, person(it.name));
          if (it.kind === "back") assert(!online.has(id));
          if (login.online) online.add(id);
        }
        const keys = [...all.values()].map(({ name }) => nameKey(name));
        assert.equal(new Set(keys).size, keys.length);
      },
    ),
    property("logins in any order", 100),
  );
});
