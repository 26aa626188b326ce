/** J-1 to J-3: valid names, equal names, and replacements of used names. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  cleanDisplayName,
  cleanRoomName,
  cleanSessionName,
  findFreeName,
} from "../../../../classroom/model/display_names.ts";
import { nameKey } from "../../../../classroom/model/name_keys.ts";
import { isRefusedName } from "../../../../classroom/people/names/name_filter.ts";
import { isRefusal } from "../../../../sync/refusal.ts";
import { property } from "../../../random.ts";

const refusalOf = (typed: string) => {
  try {
    cleanDisplayName(typed);
  } catch (thrown) {
    if (isRefusal(thrown)) return thrown.kind;
    throw thrown;
  }
  return null;
};

Deno.test("what a spreadsheet leaves at the ends of a name, and shows nothing, is dropped (X10)", () => {
  for (const mark of "\u200b\ufeff\u200e\u200f\u00a0\u2060\u3000") {
    assert.equal(cleanDisplayName(`${mark} Amy Lin${mark}${mark}`), "Amy Lin");
  }
  assert.equal(cleanDisplayName("👩‍🔬"), "👩‍🔬", "within a name they stay");
});

Deno.test("J-1: names of people pass as they are, trimmed", () => {
  const table = [
    ["Amy", "Amy"],
    ["  Amy  Lin ", "Amy Lin"],
    ["陳大文", "陳大文"],
    ["O’Brien-Śmith", "O’Brien-Śmith"],
    ["👩‍🔬 Zoë", "👩‍🔬 Zoë"],
    ["<script>alert(1)</script>", "<script>alert(1)</script>"],
    ["x".repeat(40), "x".repeat(40)],
  ] as const;
  for (const [typed, name] of table) {
    assert.equal(cleanDisplayName(typed), name);
  }
});

Deno.test("J-1: what is no name is refused, and why", () => {
  const table = [
    ["", "empty"],
    [" \t\n", "empty"],
    ["\u200b\u200d", "empty"],
    ["\u3164", "empty"],
    ["x".repeat(41), "too-long"],
    ["Amy\nBen", "malformed"],
    ["Amy\u0000", "malformed"],
    ["\u202eymA", "malformed"],
    ["Amy\u2066", "malformed"],
    ["Amy\ud800", "malformed"],
    ["Amy\ue000", "malformed"],
  ] as const;
  for (const [typed, kind] of table) {
    assert.equal(refusalOf(typed), kind, JSON.stringify(typed));
  }
});

Deno.test("J-2: case, width and unseen characters make no other name", () => {
  const same = [
    ["Amy", "AMY"],
    ["Amy", "Ａｍｙ"],
    ["Zoë", "Zoe\u0308"],
    ["Amy", "A\u200bmy"],
    ["STRASSE", "Straße"],
    ["ﬁona", "Fiona"],
    ["Amy  Lin", "amy lin"],
  ] as const;
  for (const [a, b] of same) assert.equal(nameKey(a), nameKey(b), `${a} ${b}`);
  const other = [["Amy", "Ami"], ["Zoe", "Zoë"], ["Amy", "Amy (2)"]] as const;
  for (const [a, b] of other) assert.notEqual(nameKey(a), nameKey(b));
});

Deno.test("J-2: the key of a key is the key", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (name) => {
      assert.equal(nameKey(nameKey(name)), nameKey(name));
    }),
    property("keys of names", 2000),
  );
});

Deno.test("J-3: a name in use becomes the first that is free", () => {
  const taken = new Set(["Amy", "amy (2)", "Ben"].map(nameKey));
  const isTaken = (name: string) => taken.has(nameKey(name));
  assert.equal(findFreeName("Chloe", isTaken), "Chloe");
  assert.equal(findFreeName("AMY", isTaken), "AMY (3)");
  assert.equal(findFreeName("Ben", isTaken), "Ben (2)");
});

Deno.test("J-3: a numbered name is a name: free, and no longer than one may be", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }),
      fc.integer({ min: 0, max: 12 }),
      (typed, people) => {
        fc.pre(refusalOf(typed) === null);
        const taken = new Set<string>();
        for (let i = 0; i <= people; i++) {
          const name = findFreeName(
            cleanDisplayName(typed),
            (it) => taken.has(nameKey(it)),
          );
          assert(!taken.has(nameKey(name)));
          assert.equal(refusalOf(name), null);
          taken.add(nameKey(name));
        }
      },
    ),
    property("numbered names", 100),
  );
});

/** Real names, however they sound. */
const realNames = `
Amy|Dickinson|Emily Dickinson|Dick Cheney|Dick|Philip K. Dick|Fanny Price|Cassandra|Cassie|Essex|Scunthorpe|Sussex|Hancock
Alfred Hitchcock|Peacock|Babcock|Joe Cocker|Dickson|Charles Dickens|Brian Cox|Wang Wei|Ho Chi|Dong Ming|Phuc Nguyen
Nguyễn Phúc|Madhuri Dixit|Dikshit Rao|Lucinda Cummings|Benedict Cumberbatch|Cumhur|Titus|Analise|Annalise|Anna L|Lass
Assad|Hassan|Bassam|Assefa|Asscher|Arsène Wenger|Arselan|Anushka|Shital|Shitara|Yamashita|Kinoshita|Takeshita|Harshit
Rakshit|Shiting|Zhang Shi-Ting|Shi Ting|Penistone|Fukuda|Fukuyama|Fuchs|Fokker|Fagan|Fagerholm|Semen Ivanov|Suk Jin
Kok Leong|Immanuel Kant|Nigel|Nigeria|Porntip|Pornchai|Supaporn|Wattanaporn|Draper|Boobesh|Wanke|van Dyck|Spicer|Cooney
Tom Hooker|Ed Balls|Bích Ngọc|Gay Talese|Randy|Willy|Seaman|Butz|Weiner|Slutsky|Kevin Hart|Rapeepat|Cockburn
R2D2|455|4 5 5|Amy 455|5318008|陳大文|王小明|曹操|林志玲|白先勇|白居易|陳幹|吳國幹|李靠山|黃智賢|張雅婷|林淑芬
蔡英文|鍾肇政|郭台銘|吳念真|賴聲川|瓊瑤|李安|朱自清|沈從文|畢飛宇|馬英九|龍應台|許媽媽|李小龍|尤美女|欣怡
`.trim().split(/[|\n]/);

/** Names unfit for a classroom projector. */
const rudeNames = `
Fuck|F u c k|sh1t|FUUUCK you|bIg d1ck|Big Dick|my dick|Dick Head|shithead|Shit Head|shitface|s h i t h e a d|Dickhead
d1ckhead|cockhead|asshole|a$$hole|arsehole|asshat|jackass|dumbass|fatass|dipshit|horseshit|shiiiit|Shitty|bullshit
bitch|b1tch|son of a bitch|wanker|twat|cunt|c u n t|whore|slut|pussy|penis|porn|pornhub|nigger|n1gga|faggot|retard
rapist|Hitler|Adolf Hitler|nazi|kkk|kys|kill yourself|Ms Lin sucks|idiot|stupid|cumface|motherfucker|sex|spic
幹你娘|幹 你 娘|幹.你.娘|幹|幹幹幹|操你媽|白痴|白癡|智障|腦殘|王八蛋|靠北|機掰|雞巴|賤人|婊子|去死|草泥馬|他媽的|死肥豬|傻逼|强奸
`.trim().split(/[|\n]/);

Deno.test("U37, J-1: the name filter takes rude names, spelled out or dressed up, and no name that somebody has", () => {
  assert(realNames.length >= 100 && rudeNames.length >= 70);
  assert.deepEqual(realNames.filter((it) => isRefusedName(it)), []);
  assert.deepEqual(rudeNames.filter((it) => !isRefusedName(it)), []);
});

Deno.test("H5: no more of a name is composed than could become one, which takes the square of its marks", () => {
  const marks = "\u0301\u0316";
  const composed: number[] = [];
  const { normalize } = String.prototype;
  String.prototype.normalize = function (this: string, form?: string) {
    composed.push(this.length);
    return normalize.call(this, form);
  };
  try {
    for (const clean of [cleanDisplayName, cleanSessionName, cleanRoomName]) {
      assert.throws(() => clean("a" + marks.repeat(60_000)), isRefusal);
    }
    // Many characters that normalise to a name of valid length.
    assert.equal(cleanDisplayName("o\u0302\u0301".repeat(40)), "ố".repeat(40));
  } finally {
    String.prototype.normalize = normalize;
  }
  assert.ok(Math.max(...composed) < 1000);
});
