/**
 * Two instances over one store: processes over the PostgreSQL that `KV_URL` names, or over one of their own where it is
 * installed, otherwise apps in this process that share only the KV handle.
 */
import { signUpBody } from "../classroom/accounts/account_bodies.ts";
import { type App, makeApp, setApp } from "../classroom/app.ts";
import { createSessionBody } from "../classroom/sessions/new_session.ts";
import {
  readMemberPageData,
  readOwnMemberships,
} from "../classroom/people/member_page.ts";
import { joinBody } from "../classroom/people/joining/repeated_joins.ts";
import { invitationBody } from "../classroom/people/staff/colleagues.ts";
import { observeBody } from "../classroom/people/staff/join_requests.ts";
import { startSessionBody } from "../classroom/sessions/sessions.ts";
import {
  changeResourceBody,
  shareBody,
} from "../classroom/library/resource_bodies.ts";
import { readSettings } from "../classroom/settings.ts";
import {
  cookieNames,
  readCookies,
  setSignInCookies,
} from "../routes/(http)/_cookies.ts";
import { joinResponse, requestSource } from "../routes/(http)/_join_cookies.ts";
import { problemFromError } from "../routes/(http)/_problem.ts";
import { Listener } from "../server/http/listener.ts";
import {
  isSyncRequest,
  SocketEndpoint,
} from "../server/http/socket_endpoint.ts";
import { KvWatch } from "../sync/kv/kv_watch.ts";
import { Refusal } from "../sync/refusal.ts";
import { runAct } from "./classroom/asking.ts";
import type { ServerAddress } from "./people.ts";
import {
  postgresProgramFolder,
  type PostgresServer,
  startPostgres,
} from "./postgres.ts";
import { startServer } from "./server.ts";

const { KV_URL } = Deno.env.toObject();

/** Describes the instances in names of tests. */
export const instancesDescription = KV_URL || postgresProgramFolder
  ? "two server processes over PostgreSQL"
  : "two apps over one KV in one process, for want of PostgreSQL";

let postgres: Promise<PostgresServer> | undefined;

export async function stopSharedStore(): Promise<void> {
  await (await postgres)?.stop();
}

export interface Instance extends ServerAddress {
  stop(): Promise<unknown>;
  /** Stops without notice: the instance writes and sends nothing more. */
  kill(): Promise<unknown>;
  /** Advances the clock of an app. Absent for processes. */
  later?(ms: number): void;
}

/** Starts two instances on one KV. The second must be stopped first. */
export async function startInstances(
  settings: Record<string, string> = {},
): Promise<[Instance, Instance]> {
  if (KV_URL) return await startProcesses({ ...settings, KV_URL });
  if (postgresProgramFolder) {
    postgres ??= startPostgres();
    const url = await (await postgres).makeSchema();
    return await startProcesses({ ...settings, KV_URL: url });
  }
  const kv = await Deno.openKv(":memory:");
  const unclosed = new Proxy(kv, {
    get: (target, name) =>
      name === "close" ? () => {} : Reflect.get(target, name).bind(target),
  });
  const [a, b] = [
    await startApp(unclosed, settings),
    await startApp(unclosed, settings),
  ];
  const stop = async () => {
    await a.stop();
    kv.close();
  };
  return [{ ...a, stop }, b];
}

async function startProcesses(
  env: Record<string, string>,
): Promise<[Instance, Instance]> {
  return [await startServer(env), await startServer(env)];
}

async function startApp(
  shared: Deno.Kv,
  settings: Record<string, string>,
): Promise<Instance> {
  let dead = false, skipped = 0;
  const kv = new Proxy(shared, {
    get: (target, name) => (...given: unknown[]) => {
      if (dead && name !== "close") return unanswered(name);
      return Reflect.get(target, name).apply(target, given);
    },
  });
  const report = (what: string, error: unknown) =>
    dead || console.error(what, error);
  const clock = () => Date.now() + skipped;
  const watch = new KvWatch(kv, report);
  const read = readSettings({ PASSWORD_COST: "10", ...settings });
  const app = await makeApp(read, kv, clock, watch, { report });
  // Routes read the app here; either gives the same counts.
  setApp(app);
  const wires = new Set<WebSocket>();
  const wire = app.sync.connectWire.bind(app.sync);
  app.sync.connectWire = (socket, ...rest) => {
    wires.add(socket);
    wire(socket, ...rest);
  };
  const sockets = new SocketEndpoint(app);
  const listener = new Listener(async (req) => {
    if (isSyncRequest(req)) return await sockets.answer(req, "127.0.0.1");
    try {
      return await api(app, req);
    } catch (error) {
      return problemFromError(error);
    }
  }, report);
  const { port } = await listener.listen(0, "127.0.0.1");
  const address = `127.0.0.1:${port}`;
  return {
    url: `http://${address}`,
    wsUrl: `ws://${address}`,
    async stop() {
      await app.close();
      await listener.stop();
    },
    async kill() {
      dead = true;
      const closing = listener.stop();
      // Closes the sockets as a dying process would, and ends the timers.
      app.sync.close(null, () => true, 1012, "killed");
      for (const socket of wires) socket.close(1012, "killed");
      await closing;
    },
    later: (ms) => void (skipped += ms),
  };
}

/** Fails every KV call of a killed instance. */
function unanswered(name: string | symbol): unknown {
  const killed = new Error("killed");
  if (name === "watch" || name === "list") {
    return new ReadableStream({ start: (it) => it.error(killed) });
  }
  if (name !== "atomic") return Promise.reject(killed);
  const operation: unknown = new Proxy({}, {
    get: (_, step) =>
      step === "commit" ? () => Promise.reject(killed) : () => operation,
  });
  return operation;
}

/** The API routes that these tests use. The real ones exist only in the build. */
async function api(app: App, req: Request): Promise<Response> {
  const { pathname, origin, searchParams } = new URL(req.url);
  const cookies = readCookies(req.headers.get("cookie"));
  const address = "127.0.0.1";
  const headers = new Headers();
  const token = cookies.get(cookieNames.teacher);
  const teacher = async () => {
    const found = await app.accounts.findByToken(token);
    if (!found) throw new Refusal("not-signed-in");
    return found;
  };
  const owner = async (session: string) => {
    const who = await app.identities.findOwner(session, (await teacher()).id);
    if (!who) throw new Refusal("not-found");
    return who;
  };
  const staff = async (session: string) => {
    const who = await app.identities.findStaff(session, await teacher());
    if (!who) throw new Refusal("not-found");
    await readMemberPageData(app.sync, who);
    return who;
  };
  if (pathname.startsWith("/class/")) {
    const session = pathname.slice("/class/".length);
    const held = cookies.get(cookieNames.member(session));
    const who = await app.identities.findMember(session, held);
    if (who) return Response.json(await readMemberPageData(app.sync, who));
    return Response.redirect(`${origin}/join`, 303);
  }
  const [, , part, session, of, member, act] = pathname.split("/");
  if (of === "moderators" || of === "invitations") {
    const who = await owner(session);
    const { email } = invitationBody.parse(await req.json());
    const as = of === "moderators" ? "moderator" : "observer";
    if (req.method === "PUT") await app.colleagues.invite(who, email, as);
    else await app.colleagues.withdraw(who, email, as);
    return new Response(null, { status: 204 });
  }
  if (of === "start") {
    const ask = startSessionBody.parse(await req.json());
    const view = await app.sessions.begin(await teacher(), session, ask);
    return Response.json({ session: view });
  }
  if (act === "vote") {
    const held = cookies.get(cookieNames.member(session));
    const who = await app.identities.findMember(session, held);
    if (!who) throw new Refusal("not-signed-in");
    const given = { id: member, ...await req.json() };
    await runAct(app, who, "POST /resources/:id/vote", given);
    return new Response(null, { status: 204 });
  }
  if (of === "resources") {
    const who = await owner(session), ask = await req.json();
    if (req.method === "PATCH") {
      const change = changeResourceBody.parse(ask);
      return Response.json(await app.resources.change(who, member, change));
    }
    const resource = await app.resources.share(who, shareBody.parse(ask));
    return Response.json({ resource }, { status: 201 });
  }
  if (of === "pages") {
    const held = cookies.get(cookieNames.member(session));
    const who = await app.identities.findMember(session, held) ??
      await owner(session);
    const at = `${req.method} /pages${member ? `/${member}` : ""}`;
    const given = req.method === "GET"
      ? Object.fromEntries(searchParams)
      : await req.json();
    return Response.json(await runAct(app, who, at as "POST /pages", given));
  }
  switch (`${req.method} ${part}${member ? " member" : ""}`) {
    case "GET me": {
      const members = await readOwnMemberships(app, cookies);
      const who = await app.accounts.findByToken(token);
      return Response.json({ teacher: who ?? undefined, members });
    }
    case "GET waiting": {
      const from = requestSource({ address, cookies });
      return joinResponse(await app.roster.waitStatus(session, from), origin);
    }
    case "POST observe": {
      const ask = observeBody.parse(await req.json());
      const from = requestSource({ address, cookies });
      const status = await app.joinRequests.requestJoin(
        await teacher(),
        ask,
        from,
      );
      return Response.json(status, {
        status: status.kind === "in" ? 201 : 202,
      });
    }
    case "POST teachers": {
      const ask = signUpBody.parse(await req.json());
      const signIn = await app.accounts.signUp(ask, { address });
      setSignInCookies(headers, origin, signIn);
      return Response.json({ teacher: signIn.teacher }, {
        status: 201,
        headers,
      });
    }
    case "POST sessions": {
      const ask = createSessionBody.parse(await req.json());
      const view = await app.sessions.create(await teacher(), ask);
      return Response.json({ session: view }, { status: 201 });
    }
    case "POST join": {
      const ask = joinBody.parse(await req.json());
      const entry = await app.roster.join(
        ask,
        requestSource({ address, cookies }),
      );
      return joinResponse(entry, origin);
    }
    case "GET sessions": {
      const members = await app.membership.listMembers(await staff(session));
      return Response.json({ members });
    }
    case "POST sessions member":
      await app.membership.allowMember(await owner(session), member);
      return new Response(null, { status: 204 });
    case "DELETE sessions":
      await owner(session);
      await app.deletion.deleteSession(session);
      return new Response(null, { status: 204 });
    case "DELETE sessions member":
      await app.membership.removeMember(await owner(session), member);
      return new Response(null, { status: 204 });
    default:
      throw new Refusal("not-found");
  }
}
