/** Unsaved words of a template's form, kept by this tab over a reload, for this teacher alone. */
import { recall, remember } from "../client/browser_memory.ts";

export interface TemplateFields {
  readonly name: string;
  readonly description: string;
  readonly instructions: string;
  readonly firstMessage: string;
}

interface TemplateDraft extends TemplateFields {
  /** The `at` of the version that it changes; absent: it is new. */
  readonly base?: number;
}

/** `template`: null for a new one. */
export interface FormOf {
  readonly teacher: string;
  readonly template: string | null;
}

const start = "homeroom/template/";
const key = ({ teacher, template }: FormOf) =>
  `${start}${teacher}/${template ?? "new"}`;

export function readTemplateDraft(of: FormOf): TemplateDraft | null {
  try {
    return JSON.parse(recall(key(of), "sessionStorage") ?? "null");
  } catch {
    return null;
  }
}

/** Null: keeps nothing any more. */
export function keepTemplateDraft(
  of: FormOf,
  fields: TemplateDraft | null,
): void {
  const text = fields && JSON.stringify(fields);
  remember(key(of), text, "sessionStorage");
}

/** Forgets all that this tab keeps of any form. */
export function forgetTemplateDrafts(): void {
  try {
    for (const one of Object.keys(sessionStorage)) {
      if (one.startsWith(start)) sessionStorage.removeItem(one);
    }
  } catch {
    // Nothing is kept there.
  }
}
