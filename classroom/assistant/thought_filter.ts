/**
 * Removes what a model writes for programs from its answer: its thoughts, and the tags of its template that a gateway
 * has left. `<think>Hm.</think>It is 42.<|im_end|>` becomes `It is 42.` Pure, and linear in the answer's length.
 *
 * Tags in code are text, and so are those in the middle of a sentence: `the <think> tag`.
 */
import { CodePlace } from "./code_place.ts";
import { type AnswerPiece, withdrawn } from "./model.ts";

const tagNames =
  "think|thinking|thought|thoughts|reasoning|reflection|scratchpad|(?:seed|mm):think|longcat_think";
const wrapperNames = "answer|final_answer|final|response|solution|output";
const roles =
  "assistant|model|user|human|system|developer|tool|ipython|function";
const channels = "analysis|commentary|thought|thinking|final|answer|response";

/** All tags, in named groups. The names of channels and roles belong to their tags. */
const tagPattern = new RegExp(
  [
    `(?<open><(?:${tagNames})(?:\\s+[\\w-]{1,40}="[^"<>]{0,100}"){0,4}\\s?>|<details type="reasoning"[^<>]{0,200}>|\\[THINK\\]|◁think▷`,
    `|<\\|(?:think|thinking|begin_of_thought|start_thinking|inner_prefix)\\|>|<unused94>(?:thought)?)`,
    `|(?<close></(?:${tagNames})>|</details>|\\[/THINK\\]|◁/think▷|<channel\\|>|<</SYS>>`,
    `|<\\|(?:/think|/thinking|end_of_thought|end_thinking|inner_suffix)\\|>|<unused95>)`,
    `|(?<channel><\\|channel\\|?>\\s*(?<name>${channels})?)`,
    `|(?<start>(?:<\\|(?:start|im_start|start_header_id|turn)\\|?>|<start_of_turn>)\\s*(?<role>${roles})?`,
    `|<\\|(?<role2>assistant|user|system)\\|>|\\[INST\\])`,
    `|(?<end><\\|(?:end|im_end|eot_id|eom_id|return|call|endoftext|end_of_text|eot|end_of_turn|turn_end)\\|>`,
    `|<end_of_turn>|<turn\\|>|<eos>|</s>|<[|｜]end▁of▁sentence[|｜]>|<\\|END_OF_TURN_TOKEN\\|>)`,
    `|(?<wrapper></?(?:${wrapperNames})>|<s>|<bos>)|(?<answer>\\[/INST\\])`,
    `|(?<other><<SYS>>|<(?:pad|unk|(?:begin|start|end)_of_[a-z_]{1,20})>|<\\|constrain\\|>\\s*\\w*|<[|｜]/?[\\p{L}_][\\p{L}\\p{N}_▁:-]{0,40}[|｜]>)`,
  ].join(""),
  "iu",
);

/** Tags that are text in small letters. */
const capitals = /^\[\/?(?:THINK|INST)\]$/;

/** Ends of an answer that are tags of HTML, too, or may be. */
const plainEnd = /^<(?:\/s|eos)>$/i;

/** The end of a piece that may be the beginning of a tag. */
const partOfTag = new RegExp(
  `(?:<</?[A-Z]{0,3}>?|<(?:[/|｜][^\\s<>]{0,48}|[a-z][a-z:_0-9|]{0,30}|(?:details|${tagNames}) [^<>]{0,220})?|\\[/?[A-Z]{0,5}|◁/?[a-z]{0,5})$`,
  "iu",
);

/** The characters after a tag that show what it is. */
const lookahead = 24;
const maxMentionLength = 200;

/** Harmony's channels where a gateway has removed the tags: `analysisWe need … assistantfinalIt is 42.` */
const bareChannel = /^\s*(?:assistant)?analysis(?=[A-Z\p{Lo}"'])/u;
const bareFinal = "assistantfinal";

/** A thought that is being read. */
interface Thought {
  /** The tag that has opened it; "": none, the model's template has. */
  opening: string;
  text: string;
  /** Whether it is text where it has no end. */
  mayBeText: boolean;
  /** Whether it is text where it ends on its line. */
  mayBeMention: boolean;
  isBare: boolean;
}

export class ThoughtFilter {
  /** This answer began within a thought, without a tag, and the model's other answers will, too. */
  beganInThought = false;
  #rest = "";
  #words = "";
  #givenLength = 0;
  #isWithdrawn = false;
  #place = new CodePlace();
  #thought: Thought | null = null;
  /** The turn is over: only another final channel goes on. */
  #isOver = false;
  #hadTag = false;
  #isWrapped = false;
  #opensThoughts = true;
  #hasEndedThought = false;
  /** A tag has begun a repeated request. */
  #hasRequest = false;
  #isAtStart = true;

  constructor(beginsInThought = false) {
    if (beginsInThought) this.#thought = newThought("", { mayBeText: true });
  }

  /** Takes a piece, and returns the further words that, as far as it can be seen, belong to the answer. */
  push(piece: string): AnswerPiece[] {
    this.#rest += piece;
    this.#read(false);
    return this.#newPieces();
  }

  end(): AnswerPiece[] {
    this.#read(true);
    while (this.#thought?.mayBeText) {
      const { opening, text } = this.#thought;
      this.#thought = null;
      this.#opensThoughts = false;
      this.#take(opening);
      this.#rest = text;
      this.#read(true);
    }
    return this.#newPieces();
  }

  #newPieces(): AnswerPiece[] {
    const pieces: AnswerPiece[] = this.#isWithdrawn ? [withdrawn] : [];
    this.#isWithdrawn = false;
    const words = this.#words.slice(this.#givenLength);
    this.#givenLength = this.#words.length;
    return words === "" ? pieces : [...pieces, words];
  }

  #read(isEnd: boolean): void {
    if (this.#isAtStart && !this.#readStart(isEnd)) return;
    for (;;) {
      const tag = this.#nextTag();
      const isCut = tag && !isEnd &&
        tag.index + tag[0].length + lookahead > this.#rest.length;
      if (!tag || isCut) {
        const length = tag?.index ?? (isEnd ? null : this.#uncutLength());
        this.#take(this.#cut(length ?? this.#rest.length));
        return;
      }
      this.#take(this.#cut(tag.index));
      const text = this.#cut(tag[0].length);
      this.#readTag(text, tag.groups!);
    }
  }

  /** Looks for channels without tags at the beginning; false: more is needed to see. */
  #readStart(isEnd: boolean): boolean {
    const beginning = this.#rest.trimStart();
    const mayBeBare = ["analysis", "assistantanalysis"]
      .some((it) => it.startsWith(beginning));
    if (!isEnd && mayBeBare) return false;
    this.#isAtStart = false;
    const opening = bareChannel.exec(this.#rest)?.[0];
    if (opening && !this.#thought) {
      this.#cut(opening.length);
      this.#thought = newThought(opening, { mayBeText: true, isBare: true });
    }
    return true;
  }

  #nextTag(): RegExpExecArray | null {
    if (this.#thought?.isBare) {
      const index = this.#rest.indexOf(bareFinal);
      if (index < 0) return null;
      const tag = [bareFinal] as unknown as RegExpExecArray;
      return Object.assign(tag, { index, groups: { close: bareFinal } });
    }
    return tagPattern.exec(this.#rest);
  }

  /** The number of characters that are certainly no part of a tag. */
  #uncutLength(): number {
    if (this.#thought?.isBare) {
      return Math.max(0, this.#rest.length - bareFinal.length);
    }
    return partOfTag.exec(this.#rest)?.index ?? this.#rest.length;
  }

  #readTag(text: string, groups: Record<string, string | undefined>): void {
    if (this.#thought) this.#readTagInThought(text, groups, this.#thought);
    else if (this.#isOver) {
      this.#isOver = groups.name?.toLowerCase() !== "final";
    } else if (!this.#isTag(text, groups)) this.#take(text);
    else this.#readTagInWords(text, groups);
  }

  #readTagInThought(
    text: string,
    { open, close, channel, name, end }: Record<string, string | undefined>,
    thought: Thought,
  ): void {
    const isOpenChannel = /^<\|channel\|>/.test(thought.opening);
    if (open && thought.opening === "" && thought.text.trim() === "") {
      Object.assign(thought, newThought(open));
    } else if (close && !isOpenChannel) this.#endThought(thought, text);
    else if (channel && name) {
      if (isFinal(name)) this.#endThought(thought, text);
      else thought.text += text;
    } else if (end && isOpenChannel) this.#thought = null;
    else thought.text += text;
  }

  #readTagInWords(
    text: string,
    groups: Record<string, string | undefined>,
  ): void {
    const { open, close, channel, name, start, end, wrapper } = groups;
    const role = groups.role ?? groups.role2;
    this.#hadTag = true;
    if (open || channel && name && !isFinal(name)) {
      const isFirst = this.#words === "";
      this.#thought = newThought(text, {
        mayBeText: !isFirst && !/^<[|]|^◁/.test(text),
        mayBeMention: !isFirst && this.#isInSentence(),
      });
    } else if (close) {
      this.beganInThought = true;
      if (!this.#hasEndedThought && this.#isAtLineStart()) this.#withdraw();
      this.#hasEndedThought = true;
    } else if (end) {
      this.#isOver = this.#words !== "" &&
        (!plainEnd.test(text) || this.#isLast());
    } else if (groups.answer) this.#withdraw();
    else if (start) {
      const isOther = role !== undefined && !/^(assistant|model)$/i.test(role);
      this.#isOver = this.#words !== "" || isOther;
      this.#hasRequest = text === "[INST]";
      if (!this.#isOver) this.#rest = this.#rest.replace(/^[^\S\n]*\n/, "");
    } else if (wrapper) this.#isWrapped = !wrapper.startsWith("</");
  }

  /** Whether it is no text: not in code, and not named in a sentence. */
  #isTag(
    text: string,
    { open, close, channel, name, end, wrapper, answer, other }: Record<
      string,
      string | undefined
    >,
  ): boolean {
    if (this.#place.isInCode) return false;
    if (other) return true;
    if (text.startsWith("[") && !capitals.test(text)) return false;
    const isFirst = this.#words.trim() === "";
    const next = this.#rest.slice(0, lookahead);
    const following = /^[^\n]*/.exec(next)![0];
    const isLast = this.#isLast();
    if (answer) {
      return this.#hasRequest || !this.#isInSentence() ||
        !/^\s?["'”’»)」]|^ \p{Ll}|^[\p{Lo}.,;，。、]/u.test(next);
    }
    if (wrapper) {
      return wrapper.startsWith("</") ? this.#isWrapped : isFirst;
    }
    if (end && plainEnd.test(text)) {
      return !/<s>/i.test(this.#words) && (isLast || !this.#isInSentence());
    }
    // A thought shows at its end what it is.
    if (open) return this.#opensThoughts;
    if (channel && name) return true;
    if (close === "</details>") return false;
    // As in "Close the tag: </think> then go on."
    if (close && /\S[ ]$/.test(this.#place.line) && /^ \p{Ll}/u.test(next)) {
      return false;
    }
    const isNamed = following.trim() !== "" && !isLast &&
      !roleLine.test(next) && this.#isInSentence();
    return !isNamed;
  }

  /** Whether nothing follows but blanks or tags. */
  #isLast(): boolean {
    const next = this.#rest.slice(0, lookahead);
    return next.trim() === "" || /^\s*<[|/]?\w/.test(next);
  }

  /** Whether the words so far end within a sentence, after a blank, a quotation mark, or a letter that needs none. */
  #isInSentence(): boolean {
    const lineEnd = this.#place.line.slice(-lookahead);
    return /[^\s.!?:;。！？：；…*_][\s"'“‘«([（「『,，、/=–—-]+$|[\p{sc=Han}\p{sc=Kana}\p{sc=Hira}]$/u
      .test(lineEnd);
  }

  #isAtLineStart(): boolean {
    return /^ {0,3}$/.test(this.#place.line);
  }

  /** Takes all words so far back. */
  #withdraw(): void {
    this.#isWithdrawn ||= this.#givenLength > 0;
    this.#givenLength = 0;
    this.#words = "";
    this.#place = new CodePlace();
    this.#isWrapped = false;
  }

  #endThought(thought: Thought, closing: string): void {
    this.#thought = null;
    this.#hasEndedThought = true;
    this.#hadTag = true;
    const { opening, text, mayBeMention } = thought;
    if (opening === "") this.beganInThought = true;
    const isMention = mayBeMention && !text.includes("\n") &&
      text.length <= maxMentionLength;
    if (isMention) this.#take(opening + text + closing);
  }

  /** Takes characters from the rest. */
  #cut(length: number): string {
    const text = this.#rest.slice(0, length);
    this.#rest = this.#rest.slice(length);
    return text;
  }

  #take(text: string): void {
    if (this.#thought) {
      this.#thought.text += text;
      return;
    }
    if (this.#isOver) return;
    let words = text;
    // Drops blank lines at the beginning, also after a tag there.
    if (this.#words === "") {
      words = this.#hadTag
        ? text.trimStart()
        : text.replace(/^(?:[^\S\n]*\n)+/, "");
    }
    this.#words += words;
    this.#place.push(words);
  }
}

const roleLine = new RegExp(`^\\s*(?:${roles})\\s*(?:\\n|<|$)`, "i");

function isFinal(channel: string): boolean {
  return /^(final|answer|response)$/i.test(channel);
}

function newThought(opening: string, options: Partial<Thought> = {}): Thought {
  return {
    opening,
    text: "",
    mayBeText: false,
    mayBeMention: false,
    isBare: false,
    ...options,
  };
}
