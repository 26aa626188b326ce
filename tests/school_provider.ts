/** A school's OpenID Connect provider in its own process, and a client that signs in there. */
import assert from "node:assert/strict";

export const oidcClient = {
  OIDC_CLIENT_ID: "homeroom",
  OIDC_CLIENT_SECRET: "a secret between them, with signs: +/%&",
};

/** Claims of each person, by login. */
export type PeopleClaims = Record<string, Record<string, unknown>>;

export interface TestProvider {
  /** The value for `OIDC_ISSUER`. */
  readonly issuer: string;
  stop(): Promise<void>;
}

export async function startProvider(
  people: PeopleClaims,
  env: Record<string, string> = {},
): Promise<TestProvider> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "tests/school_provider_process.ts"],
    env: { NO_COLOR: "1", PEOPLE: JSON.stringify(people), ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const listening = Promise.withResolvers<string>();
  const drained = (async () => {
    let said = "";
    for await (
      const text of child.stdout.pipeThrough(new TextDecoderStream())
    ) {
      said += text;
      const at = /Provider on (http:\S+)/.exec(said)?.[1];
      if (at) listening.resolve(at);
    }
    listening.reject(new Error("the provider ended: " + said));
  })();
  const issuer = await listening.promise;
  return {
    issuer,
    async stop() {
      child.kill("SIGKILL");
      await Promise.all([child.status, drained]);
    },
  };
}

export interface FetchedPage {
  status: number;
  url: string;
  text: string;
  location: string | null;
  headers: Headers;
}

/** A browser without a window. Keeps cookies by origin; follows no redirect. */
export class HeadlessBrowser {
  readonly #cookies = new Map<
    string,
    Map<string, { value: string; path: string }>
  >();

  async open(
    url: string,
    form?: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<FetchedPage> {
    const { origin, pathname } = new URL(url);
    const own = this.#cookies.get(origin) ?? new Map();
    this.#cookies.set(origin, own);
    const cookie = [...own].filter(([, { path }]) => pathname.startsWith(path))
      .map(([name, { value }]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, {
      method: form ? "POST" : "GET",
      redirect: "manual",
      headers: {
        accept: "text/html",
        ...(cookie && { cookie }),
        ...(form && { origin }),
        ...headers,
      },
      ...(form && { body: new URLSearchParams(form) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair, ...rest] = line.split(";");
      const at = pair.indexOf("=");
      const name = pair.slice(0, at), value = pair.slice(at + 1);
      const path = /path=([^;]+)/i.exec(rest.join(";"))?.[1] ?? "/";
      if (value === "") own.delete(name);
      else own.set(name, { value, path });
    }
    const location = response.headers.get("location");
    return {
      status: response.status,
      url,
      text: await response.text(),
      location: location && new URL(location, url).href,
      headers: response.headers,
    };
  }

  cookie(origin: string, name: string): string | undefined {
    return this.#cookies.get(origin)?.get(name)?.value;
  }

  /** Signs in at the provider and consents; returns the address of the final redirect. */
  async signInAtProvider(to: string, login: string): Promise<string> {
    const { origin } = new URL(to);
    let page = await this.open(to);
    for (let steps = 0; steps < 12; steps++) {
      if (page.location) {
        if (new URL(page.location).origin !== origin) return page.location;
        page = await this.open(page.location);
        continue;
      }
      const action = /action="([^"]+)"/.exec(page.text)?.[1];
      const prompt = /name="prompt" value="(\w+)"/.exec(page.text)?.[1];
      assert(action && prompt, page.text);
      const form: Record<string, string> = prompt === "login"
        ? { prompt, login, password: "at the school" }
        : { prompt };
      page = await this.open(new URL(action, page.url).href, form);
    }
    throw new Error(`the provider leads nowhere: ${page.url}`);
  }

  /** Signs in to Homeroom through the provider; returns the callback's page. */
  async signInBySchool(
    server: string,
    login: string,
    next = "",
  ): Promise<FetchedPage> {
    const query = new URLSearchParams({ next });
    const begun = await this.open(`${server}/teacher/school?${query}`);
    assert.equal(begun.status, 303, begun.text);
    return await this.open(await this.signInAtProvider(begun.location!, login));
  }

  async readAccount(
    server: string,
  ): Promise<{ id: string; name: string; email: string } | null> {
    const { text } = await this.open(`${server}/api/me`);
    return JSON.parse(text).teacher ?? null;
  }
}
