/** The kinds of question; rules are in `classroom/model/questions/`. */
export const questionKinds = [
  "single",
  "multiple",
  "text",
  "number",
  "scale",
] as const;

export type QuestionKind = (typeof questionKinds)[number];
