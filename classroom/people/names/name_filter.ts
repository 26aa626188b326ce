/**
 * The name filter (J-1): local lists of English and Taiwanese words that do not belong on a projector. A teacher can
 * switch it off. Published lists would refuse Dickinson, Fukuda and Supaporn.
 */
import { nameKey } from "../../../formats/name_keys.ts";
import { readLookalikes } from "../../model/words/lookalikes.ts";
import { normalise } from "../../../formats/normalise.ts";

/** Refused as whole words only, as innocent words contain them. */
const words = setOf(`
  anal anus arse ass bastard bastards bollocks boob boobs chink clit cock cocks coon crap cum cunt cunts dildo douche fag
  fags gook heil hentai hitler homo idiot idiots incel jizz kike kkk kys milf nazi nazis negro orgasm paedo pedo penis piss
  pissed pisses pissing poop porn porno prick pussies pussy rape raped raper rapist sex sexy shit shits shitter shitting
  shitty slut sluts slutty spastic spic stupid sucks thot tits titties tranny turd twat twats vagina wank wanker wankers
  wanking whore whores
`);

/** Refused within words, also with repeated letters; double letters must be double ("Nigeria" is allowed). */
const stems = drawnOutPattern(`
  asshole arsehole bitch blowjob bullshit faggot fuck motherf nigga nigger pornhub retard killyourself paedophil pedophil
`);

/** Words that are also names ("Dick Cheney"): refused if disguised ("d1ck") or with a word of `doubtless`. */
const alsoNames = setOf(`dick dicks fanny`);
const doubtless = setOf(`
  big small tiny little huge fat hairy ugly my your ur his suck sucks sucker sucking lick licker head face hole pic pics
`);

/** Compounds: "shithead", "jackass". */
const compound = new RegExp(
  [
    "^(ass|arse|cock|cum|cunt|dick|fag|piss|poop|shit|tit|turd|twat|wank)" +
    "(heads?|faces?|holes?|bags?|wads?|wits?|weeds?|stains?|suckers?|lickers?|lords?|brains?|breaths?|buckets?|hats?|hole)$",
    "^(bad|dumb|fat|hard|jack|lard|smart|wise)(ass|arse)(es)?$",
    "^(ape|bat|chicken|dip|dog|holy|horse)shits?$",
  ].join("|"),
);

/** Refused anywhere in a name without its blanks and signs. */
const unspaced = `
  幹你 幹妳 幹您 幹他 幹她 幹死 幹爆 幹拎 幹恁 干你娘 干你妈 操你 操妳 操他媽 草泥馬 草泥马 趕羚羊 赶羚羊 甘霖娘 甘霖老 塞你娘 賽你娘 你媽的 你妈的
  他媽的 他妈的 媽的 妈的 媽逼 妈逼 尼瑪 去你媽 你老母 恁老母 恁娘 拎娘 你娘 妳娘 靠北 靠杯 靠腰 靠夭 哭夭 機掰 機八 機巴 雞掰 雞八 雞巴 雞雞 鸡巴
  基掰 屌 屄 肏 婊 傻逼 煞筆 沙逼 牛逼 賤人 贱人 賤貨 贱货 賤婊 下賤 犯賤 破麻 王八蛋 混蛋 渾蛋 混帳 白癡 白痴 智障 腦殘 脑残 低能 弱智 智缺
  笨蛋 蠢蛋 蠢豬 蠢貨 豬頭 北七 白目 廢物 废物 垃圾 人渣 敗類 畜生 雜種 杂种 狗娘養 狗雜 死胖 死肥 死豬 肥豬 死娘炮 娘炮 死gay 去死 自殺 自杀 跳樓
  殺小 啥小 衝三小 供三小 強姦 强奸 強暴 輪姦 姦 性交 做愛 做爱 陰莖 阴茎 陰道 阴道 陰毛 陰蒂 奶子 奶頭 乳頭 巨乳 爆乳 打手槍 打飛機 自慰 手淫
  肉棒 龜頭 懶叫 懶覺 覽叫 卵葩 懶趴 懶鳥 妓女 妓院 嫖 淫 色情 情色 色狼 色鬼 變態 变态 a片 肛門 肛交 口交 屁眼 吃屎 大便 屎 支那 黑鬼 尼哥 尼格
  希特勒 納粹 纳粹
`.trim().split(/\s+/).map(nameKey);

/** Refused as the whole name only: names contain "幹" and "靠". */
const wholeNames = /^(幹+|靠+|操+|三小|ㄍㄢˋ?|ㄇㄉ|ㄐㄅ|g8|ggyy)$/u;

export function isRefusedName(name: string): boolean {
  const plain = normalise(nameKey(name), "NFD").replace(/\p{M}/gu, "");
  const written = new Set(tokensOf(plain));
  return [plain, readAsLetters(plain)].some((text) => {
    const tokens = tokensOf(text);
    const isRude = (token: string) =>
      words.has(token) || compound.test(token) ||
      alsoNames.has(token) &&
        (!written.has(token) || tokens.some((it) => doubtless.has(it)));
    if (
      tokens.some((it) => isRude(it) || isRude(it.replace(/(.)\1{2,}/gu, "$1")))
    ) return true;
    const joined = tokens.join("");
    // Single letters with gaps: "F u c k".
    const spelled = tokens.every((t) => t.length <= 1) && isRude(joined);
    return spelled || wholeNames.test(joined) ||
      unspaced.some((it) => joined.includes(it)) || stems.test(joined);
  });
}

function tokensOf(text: string): string[] {
  return text.split(/[^\p{L}\p{N}]+/u).filter((it) => it !== "");
}

function drawnOutPattern(list: string): RegExp {
  const patterns = list.trim().split(/\s+/)
    .map((it) => it.replace(/(.)\1*/g, (match, c) => `${c}{${match.length},}`));
  return new RegExp(patterns.join("|"));
}

function setOf(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/));
}

/** Reads digits and signs as letters, but not digits alone. */
function readAsLetters(text: string): string {
  const read = (part: string) =>
    /[\p{L}@$]/u.test(part) ? readLookalikes(part) : part;
  const isSpelled = /^\S( \S)*$/u.test(text);
  return isSpelled ? read(text) : text.replace(/\S+/gu, read);
}
