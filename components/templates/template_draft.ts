/**
 * What a teacher has written in a template's form and not saved: this tab keeps it, so that neither a reload nor a way to
 * another page loses it. It is the teacher's own: whoever signs in next does not get it.
 */
import { recall, remember } from "../client/browser_memory.ts";

/** The fields of the form. */
export interface TemplateFields {
  readonly name: string;
  readonly description: string;
  readonly instructions: string;
  readonly firstMessage: string;
}

/** What is written in a form. */
interface TemplateDraft extends TemplateFields {
  /** Of which version it is a change, by its `at`; absent: of none. */
  readonly base?: number;
}

/** Whose form it is, and of which template; null: of a new one. */
export interface FormOf {
  readonly teacher: string;
  readonly template: string | null;
}

const start = "homeroom/template/";
const key = ({ teacher, template }: FormOf) =>
  `${start}${teacher}/${template ?? "new"}`;

/** What is kept of a form; null: nothing. */
export function readTemplateDraft(of: FormOf): TemplateDraft | null {
  try {
    return JSON.parse(recall(key(of), "sessionStorage") ?? "null");
  } catch {
    return null;
  }
}

/** Keeps what stands in a form; null: nothing any more. */
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
