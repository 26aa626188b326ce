/** Unsaved text of template forms, kept in the tab, by teacher. */
import { readStored, writeStored } from "../client/browser_storage.ts";

export interface TemplateFields {
  readonly name: string;
  readonly description: string;
  readonly instructions: string;
  readonly firstMessage: string;
}

interface TemplateDraft extends TemplateFields {
  /** The version from which the draft started; absent: a new template. */
  readonly base?: number;
}

/** `template`: null for a new template. */
export interface TemplateFormKey {
  readonly teacher: string;
  readonly template: string | null;
}

const start = "homeroom/template/";
const key = ({ teacher, template }: TemplateFormKey) =>
  `${start}${teacher}/${template ?? "new"}`;

export function readTemplateDraft(
  formKey: TemplateFormKey,
): TemplateDraft | null {
  try {
    return JSON.parse(readStored(key(formKey), "sessionStorage") ?? "null");
  } catch {
    return null;
  }
}

/** Null deletes the draft. */
export function storeTemplateDraft(
  formKey: TemplateFormKey,
  fields: TemplateDraft | null,
): void {
  const text = fields && JSON.stringify(fields);
  writeStored(key(formKey), text, "sessionStorage");
}

export function deleteTemplateDrafts(): void {
  try {
    for (const name of Object.keys(sessionStorage)) {
      if (name.startsWith(start)) sessionStorage.removeItem(name);
    }
  } catch {
    // The browser has no storage.
  }
}
