/**
 * The built-in assistant without network and model. Each answer says so and shows what answers can contain, so
 * that a lesson can be rehearsed.
 */
import type { Model, ModelRequest } from "./model.ts";

const wordsPerPiece = 2;
const pieceIntervalMs = 40;

export class DemonstrationModel implements Model {
  /** The name as it is stored; pages translate it. */
  readonly name = "Demonstration";

  async *answer(
    { words, system, signal }: ModelRequest,
  ): AsyncGenerator<string> {
    const prompt = words.at(-1)?.text ?? "";
    const questionCount = words.filter(({ role }) => role === "user").length;
    const pieces = demonstrationAnswer(prompt, questionCount, system !== "")
      .match(/\p{Script=Han}|[^\s\p{Script=Han}]+\s*|\s+/gu) ?? [];
    for (let start = 0; start < pieces.length; start += wordsPerPiece) {
      if (signal.aborted) return;
      yield pieces.slice(start, start + wordsPerPiece).join("");
      await new Promise((resolve) => setTimeout(resolve, pieceIntervalMs));
    }
  }
}

/** The whole answer. `questionCount`: prompts in the conversation so far. Pure. */
export function demonstrationAnswer(
  prompt: string,
  questionCount: number,
  isGuided: boolean,
): string {
  const d = /\p{Script=Han}/u.test(prompt) ? chinese : english;
  const has = (pattern: RegExp) => pattern.test(prompt);
  const parts = [d.notice, `${d.youAsked}\n\n${quotePrompt(prompt)}`];
  if (isGuided) parts.push(d.guided);
  if (has(/\b(table|compare|comparison|versus|vs)\b|表/i)) parts.push(d.table);
  if (has(/\b(code|program|python|javascript|function)\b|```|(?<!方)程式/i)) {
    parts.push(d.code);
  }
  if (
    has(
      /\b(maths?|formula|equation|solve|fraction|sum)\b|\d\s*[+*/^=]\s*\d|[$]|數學|算式|方程式|公式/i,
    )
  ) parts.push(d.maths);
  if (
    has(
      /\b(list|steps?|ideas?|examples?|why|how)\b|步驟|列出|例子|舉例|為什麼|如何|怎麼|^[^\S\n]*[-*]\s/im,
    )
  ) {
    parts.push(d.list);
  }
  // If the prompt names no form of answer, the first answer shows all.
  if (parts.length === (isGuided ? 3 : 2)) {
    parts.push(questionCount === 1 ? d.everything : d.again(questionCount));
  }
  parts.push(d.closing);
  return parts.join("\n\n");
}

function quotePrompt(prompt: string): string {
  const lines = prompt.trim().split("\n");
  const excerpts = lines.slice(0, 8).map((line) => `> ${line.slice(0, 500)}`);
  if (lines.length > 8) excerpts.push("> …");
  return excerpts.join("\n");
}

// Not in `locales/`, as these words of an assistant are stored.

type Texts = typeof english;

const english = {
  notice:
    "**This is a demonstration.** No language model is connected to this Homeroom, so nothing here has been thought about. It shows how an answer arrives and what it can hold, so that you can try out a lesson.",
  youAsked: "You wrote:",
  guided:
    "Your teacher has given the assistant instructions for this class. A real model would follow them.",
  list: [
    "An answer in steps looks like this:",
    "",
    "1. **Read** the question again and say it in your own words.",
    "2. **Collect** what you know already:",
    "   - from the lesson",
    "   - from what you have seen yourself",
    "3. **Try** an answer, and ask the assistant where it is weak.",
  ].join("\n"),
  table: [
    "A comparison looks like this:",
    "",
    "| | Plant cell | Animal cell |",
    "|---|---|---|",
    "| Cell wall | yes | no |",
    "| Chloroplasts | yes | no |",
    "| Nucleus | yes | yes |",
  ].join("\n"),
  code: [
    "A program looks like this:",
    "",
    "```python",
    "def average(numbers):",
    '    """The average of a list of numbers."""',
    "    return sum(numbers) / len(numbers)",
    "",
    "print(average([3, 5, 10]))  # 6.0",
    "```",
  ].join("\n"),
  maths: [
    "Mathematics looks like this, within a line, $a^2 + b^2 = c^2$, or by itself:",
    "",
    "$$x = \\frac{-b \\pm \\sqrt{b^2 - 4ac}}{2a}$$",
  ].join("\n"),
  everything: [
    "Ask for **steps**, a **table**, some **code** or a **formula**, and the answer shows one. It can also have:",
    "",
    "- *italics* and **bold**",
    "- a [link](https://example.org)",
    "- `code` within a line",
    "",
    "> and quotations, such as this one.",
  ].join("\n"),
  again: (questionCount: number) =>
    `This is question ${questionCount} of this conversation; a real model would remember the ones before it. Ask for **steps**, a **table**, some **code** or a **formula** to see one.`,
  closing:
    "While it comes, **Stop** ends an answer; **Try again** asks for another one. **Send to Chatroom** shows it to everyone in the class.",
};

const chinese: Texts = {
  notice:
    "**這是示範**。這個 Homeroom 沒有連接語言模型，所以這裡的內容都沒有經過思考。它只是讓你看看回答會怎麼出現、可以包含什麼，方便你試教一堂課。",
  youAsked: "你寫的是：",
  guided: "老師為這堂課的 AI 助理寫了提示詞。真正的模型會遵守這些提示詞。",
  list: [
    "分步驟的回答像這樣：",
    "",
    "1. 再**讀**一次題目，用自己的話說說看。",
    "2. **整理**你已經知道的：",
    "   - 課堂上學到的",
    "   - 自己觀察到的",
    "3. **試著**回答，再問 AI 助理哪裡還不夠好。",
  ].join("\n"),
  table: [
    "比較表像這樣：",
    "",
    "| | 植物細胞 | 動物細胞 |",
    "|---|---|---|",
    "| 細胞壁 | 有 | 無 |",
    "| 葉綠體 | 有 | 無 |",
    "| 細胞核 | 有 | 有 |",
  ].join("\n"),
  code: [
    "程式像這樣：",
    "",
    "```python",
    "def average(numbers):",
    '    """一串數字的平均值。"""',
    "    return sum(numbers) / len(numbers)",
    "",
    "print(average([3, 5, 10]))  # 6.0",
    "```",
  ].join("\n"),
  maths: [
    "數學式可以寫在文字裡，例如 $a^2 + b^2 = c^2$，也可以自成一行：",
    "",
    "$$x = \\frac{-b \\pm \\sqrt{b^2 - 4ac}}{2a}$$",
  ].join("\n"),
  everything: [
    "問問看**步驟**、**表格**、**程式**或**數學式**，回答裡就會出現。回答還可以有：",
    "",
    "- *強調*和**粗體**",
    "- [連結](https://example.org)",
    "- 文字裡的 `code`",
    "",
    "> 還有像這樣的引文。",
  ].join("\n"),
  again: (questionCount) =>
    `這是這個對話的第 ${questionCount} 個問題，真正的模型會記得前面的內容。問問看**步驟**、**表格**、**程式**或**數學式**，就能看到例子。`,
  closing:
    "回答出現時，可以按**停止**結束，或按**再試一次**換一個回答。按**傳到聊天室**可以給全班看。",
};
