/** Unsaved text of template forms, kept in the tab per teacher. */
import { recall, remember } from "../client/browser_memory.ts";

export interface TemplateFields {
  readonly name: string;
  readonly description: string;
  readonly instructions: string;
  readonly firstMessage: string;
}

interface TemplateDraft extends TemplateFields {
  /** The version it started from; absent for a new template. */
  readonly base?: number;
}

/** `template` is null for a new one. */
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

/** Null deletes the draft. */
export function keepTemplateDraft(
  of: FormOf,
  fields: TemplateDraft | null,
): void {
  const text = fields && JSON.stringify(fields);
  remember(key(of), text, "sessionStorage");
}

export function forgetTemplateDrafts(): void {
  try {
    for (const one of Object.keys(sessionStorage)) {
      if (one.startsWith(start)) sessionStorage.removeItem(one);
    }
  } catch {
    // No storage in this browser.
  }
}
