/** A question as it stands in pasted text: types alone. */
import type { ChoiceMark } from "./line_kinds.ts";

/** A choice of a question. */
export interface PastedChoice {
  text: string;
  right: boolean;
  mark: ChoiceMark;
  place?: number;
}

/** A question as it stands in the text. */
export interface Pasted {
  line: number;
  number?: number;
  text: string;
  choices: PastedChoice[];
  answer?: string;
  answerLine?: number;
  explanation?: string;
  points?: number;
  asksWhether?: true;
}
