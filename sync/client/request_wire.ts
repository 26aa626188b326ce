/** What both ends of a wire over requests know of it (docs/protocol.md, "A wire over requests"). */

/** `stream`: one answer that goes on. `poll`: an answer ends with what there was, and the client asks for the next. */
export type Way = "stream" | "poll";

/** The header with the id of a wire, in each of its requests after the first. */
export const idHeader = "homeroom-socket";

/** The header that each answer of the server has, and none of a network's; `static/sw.js` reads it, too. */
export const ourHeader = "homeroom";
