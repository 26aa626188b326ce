import assert from "node:assert/strict";
import { parseHTML } from "deno-dom";
import { newId } from "../../classroom/model/ids.ts";
import type { ServerAddress } from "../people.ts";

/** A browser without scripts: keeps cookies and follows redirects. */
export class ScriptlessBrowser {
  readonly cookies = new Map<string, string>();
  path = "";
  status = 0;
  document: Document = parseHTML("").document;

  constructor(readonly server: ServerAddress) {}

  async open(path: string, form?: Record<string, string>): Promise<this> {
    let body = form && new URLSearchParams(form);
    for (let hops = 0; hops < 6; hops++) {
      const cookie = [...this.cookies].map(([k, v]) => `${k}=${v}`).join("; ");
      const response = await fetch(this.server.url + path, {
        method: body ? "POST" : "GET",
        body,
        redirect: "manual",
        headers: { cookie, ...(body && { origin: this.server.url }) },
      });
      for (const line of response.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
        if (/Max-Age=0/.test(line)) this.cookies.delete(name);
        else this.cookies.set(name, value);
      }
      const text = await response.text();
      const to = response.headers.get("location");
      this.path = path;
      this.status = response.status;
      this.document = parseHTML(text).document;
      if (!to) return this;
      path = to;
      body = undefined;
    }
    throw new Error(`too many redirects, the last to ${path}`);
  }

  get words(): string {
    const body = this.document.querySelector("body");
    return (body?.textContent ?? "").replace(/\s+/g, " ");
  }

  get title(): string {
    return this.document.querySelector("title")?.textContent ?? "";
  }
}

/** The form of a new account, whose address no other test on the server has. */
export const newAccount = () => ({
  what: "sign-up",
  name: "Ms Lin",
  email: `${newId()}@school.example`.toLowerCase(),
  password: "correct horse",
});

export async function signUpTeacher(
  server: ServerAddress,
  account = newAccount(),
): Promise<ScriptlessBrowser> {
  const browser = await new ScriptlessBrowser(server)
    .open("/teacher/sign-in", account);
  assert.equal(browser.path, "/teacher/sessions");
  return browser;
}
