/** What compiled messages call: the format's own functions, and Intl's rules of plural. */
import { number, plural, select } from "@messageformat/runtime";

const made = new Map<string, Intl.PluralRules>();

/** Which form of a word a number takes in a language. */
function rules(tag: string): (count: number) => Intl.LDMLPluralRule {
  let forms = made.get(tag);
  if (!forms) made.set(tag, forms = new Intl.PluralRules(tag));
  return (count) => forms.select(count);
}

/** Forms that a message has, by what is chosen; `other` is always there. */
type Forms = Readonly<Record<string, string>>;

/** What compiled messages call. */
export const runtime = {
  number,
  rules,
  plural: plural as (
    count: number,
    offset: number,
    rules: (count: number) => string,
    forms: Forms,
  ) => string,
  select: select as (value: string, forms: Forms) => string,
};
