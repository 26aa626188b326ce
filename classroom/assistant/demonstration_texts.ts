/**
 * The demonstration assistant's texts. They are not in `locales/`: they are an assistant's words, stored as such, and
 * browsers need none of them. Another language is another object of this form.
 */

/** In English. */
export const demonstrationTexts = {
  name: "Demonstration",
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
    "- *emphasis* and **weight**",
    "- a [link](https://example.org)",
    "- `code` within a line",
    "",
    "> and quotations, such as this one.",
  ].join("\n"),
  again: (asked: number) =>
    `This is question ${asked} of this conversation; a real model would remember the ones before it. Ask for **steps**, a **table**, some **code** or a **formula** to see one.`,
  closing:
    "While it comes, **Stop** ends an answer; **Try again** asks for another one. **Send to Chatroom** shows it to the class.",
};
