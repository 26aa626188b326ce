/**
 * `oidc-provider` with its own login pages. `PEOPLE` is JSON of the claims by login; `CLAIMS=id_token` puts all claims
 * in ID tokens.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";

const people = JSON.parse(Deno.env.get("PEOPLE") ?? "{}") as Record<
  string,
  Record<string, unknown>
>;
const server = createServer();
server.listen(
  Number(Deno.env.get("PORT") ?? 0),
  "127.0.0.1",
  () => serve((server.address() as AddressInfo).port),
);

function serve(port: number) {
  const provider = new Provider(`http://127.0.0.1:${port}`, {
    clients: [{
      client_id: "homeroom",
      client_secret: "a secret between them, with signs: +/%&",
      redirect_uris: ["https://homeroom.example/teacher/school/callback"],
      response_types: ["code"],
      grant_types: ["authorization_code"],
    }],
    claims: {
      openid: ["sub", "groups"],
      email: ["email", "email_verified"],
      profile: ["name"],
    },
    conformIdTokenClaims: Deno.env.get("CLAIMS") !== "id_token",
    cookies: { keys: ["made up"] },
    findAccount: (_: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id, ...people[id] }),
    }),
  });
  // Tests reach Homeroom at many addresses.
  const proto = (provider as unknown as {
    Client: { prototype: Record<string, () => boolean> };
  }).Client.prototype;
  proto.redirectUriAllowed = () => true;
  proto.postLogoutRedirectUriAllowed = () => true;
  server.on("request", provider.callback());
  console.log(`Provider on http://127.0.0.1:${port}`);
}
