/**
 * Words that make a teacher look (M-4), by language: local, short lists. They are no judgement, only a reason
 * to read. An entry is a word or words as they are written, in lower case; `*` at the end takes any ending.
 */

/** The lists of one language. */
export interface SignalWords {
  /** A grown-up should read this soon. */
  readonly worrying: readonly string[];
  /** This is hardly about the lesson. */
  readonly offTask: readonly string[];
}

/** All lists, by language. All of them hold in every class: students write as they like. */
export const signalWords: Readonly<Record<string, SignalWords>> = {
  en: {
    worrying: [
      "kill myself",
      "killing myself",
      "want to die",
      "wanna die",
      "end my life",
      "ending my life",
      "suicide",
      "suicidal",
      "self harm",
      "self-harm",
      "hurt myself",
      "hurting myself",
      "cut myself",
      "cutting myself",
      "hate myself",
      "hate my life",
      "no reason to live",
      "nobody would miss me",
      "overdose",
      "starve myself",
      "hits me",
      "beats me",
      "touches me",
      "touched me",
      "abuses me",
      "abused me",
      "scared to go home",
      "afraid to go home",
      "run away from home",
      "bully*",
      "bullied",
      "shoot up",
      "bring a gun",
      "bring a knife",
      "make a bomb",
      "build a bomb",
    ],
    offTask: [
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
  },
};
