/**
 * Requests are counted by the routes' addresses, with `*` for what only one request has: so there are as many names as
 * routes, and no id, code or person's name in any (O-2).
 */

/** Addresses besides the routes; `**` is the rest of one. */
const others = ["/sync/**", "/calls/**", "/assets/**", "/parts.json", "/sw.js"];

/** Names addresses by the routes that answer to them. */
export class RouteNames {
  readonly #all: { name: string; isRest: boolean; fits: RegExp }[];

  /**
   * @param files the paths in `routes/`
   * @param acts what staff ask of a session, which one route answers: `DELETE /members/:m`
   */
  constructor(files: readonly string[], acts: readonly string[] = []) {
    const routes = files.filter((file) => /(^|\/)[^_/][^/]*\.tsx?$/.test(file))
      .map(addressOf)
      // Fresh answers the address above the rest, too.
      .flatMap((it) => it.endsWith("/**") ? [it.slice(0, -3), it] : it);
    this.#all = [...new Set(acts.map(addressOfAct)), ...others, ...routes].map(
      (address) => {
        const pattern = RegExp.escape(address)
          .replace("\\*\\*", ".+").replaceAll("\\*", "[^/]+");
        const name = address.replace("**", "*");
        const isRest = address.endsWith("/**");
        return { name, isRest, fits: RegExp(`^${pattern}/?$`) };
      },
    );
    // Fewer wildcards go first; what is the rest of an address, last.
    this.#all.sort((a, b) =>
      Number(a.isRest) - Number(b.isRest) || count(a.name) - count(b.name)
    );
  }

  /** The name of the route that answers this; `/*` where none does. */
  of(pathname: string): string {
    return this.#all.find(({ fits }) => fits.test(pathname))?.name ?? "/*";
  }
}

/** The address that Fresh gives a file. */
function addressOf(file: string): string {
  const parts = file.replace(/\.tsx?$/, "").split("/")
    .filter((part) => part !== "index" && !part.startsWith("("));
  return "/" +
    parts.map((part) =>
      part.startsWith("[...") ? "**" : part.startsWith("[") ? "*" : part
    ).join("/");
}

/** The address of an act, as that of its own file would be. */
export function addressOfAct(name: string): string {
  const path = name.replace(/^[A-Z]+ /, "").replace(/:[a-z]+/g, "*");
  return `/api/sessions/*${path}`.replace(/\/$/, "");
}

const count = (name: string) => name.split("*").length;
