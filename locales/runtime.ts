import { number, plural, select } from "@messageformat/runtime";

const pluralRules = new Map<string, Intl.PluralRules>();

/** The plural form of a number in a language. */
function rules(tag: string): (count: number) => Intl.LDMLPluralRule {
  let forms = pluralRules.get(tag);
  if (!forms) pluralRules.set(tag, forms = new Intl.PluralRules(tag));
  return (count) => forms.select(count);
}

/** The forms of a message; `other` always exists. */
type Forms = Readonly<Record<string, string>>;

/** The functions that compiled messages call. */
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
