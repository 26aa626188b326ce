/**
 * Words that are not about a lesson (M-4), by language; all lists apply to every class. Entries are in lower case; a
 * final `*` matches any ending. Chinese entries match anywhere, as they have no spaces around them.
 */
export const offTaskWords: Readonly<Record<string, readonly string[]>> = {
  en: [
    "fortnite",
    "roblox",
    "minecraft",
    "tiktok",
    "instagram",
    "snapchat",
    "youtube",
    "netflix",
    "cheat code*",
    "play a game",
    "tell me a joke",
    "another joke",
    "are you single",
    "be my girlfriend",
    "be my boyfriend",
    "football score*",
    "who won the match",
    "write my homework",
    "do my homework",
  ],
  "zh-TW": [
    "傳說對決",
    "英雄聯盟",
    "當個創世神",
    "麥塊",
    "原神",
    "抖音",
    "打電動",
    "玩遊戲",
    "說個笑話",
    "講個笑話",
    "當我女朋友",
    "當我男朋友",
    "幫我寫作業",
    "幫我寫功課",
    "球賽比分",
  ],
};
