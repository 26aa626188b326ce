/** The generator process: runs one case at one server; its order is its only argument. */
import { BareDriver } from "./bare_driver.ts";
import { MatrixDriver } from "./chat/matrix_driver.ts";
import { XmppDriver } from "./chat/xmpp_driver.ts";
import { caseNamed } from "./cases.ts";
import { HomeroomDriver } from "./homeroom_driver.ts";
import { type CaseOrder, Host, writeLine } from "./host.ts";
import {
  hocuspocusDialect,
  PeerDriver,
  yWebsocketDialect,
} from "./peer_driver.ts";
import type { Driver } from "./driver.ts";

const order: CaseOrder = JSON.parse(Deno.args[0]);
const figures = await caseNamed(order.name).run({
  ...order,
  driver: driverOf(order.server, order.running.url),
  host: new Host(),
});
writeLine({ figures });
// Sockets are still open.
Deno.exit(0);

function driverOf(server: string, url: string): Driver {
  switch (server) {
    case "homeroom":
    case "homeroom-node":
      return new HomeroomDriver(url, order.version);
    case "hocuspocus":
      return new PeerDriver(url, hocuspocusDialect);
    case "y-websocket":
      return new PeerDriver(url, yWebsocketDialect);
    case "bare":
    case "bare-stored":
      return new BareDriver(url);
    case "prosody":
      return new XmppDriver(url, "/xmpp-websocket");
    case "ejabberd":
      return new XmppDriver(url, "/ws");
    case "synapse":
      return new MatrixDriver(url);
    default:
      throw new Error(`there is no server ${server}`);
  }
}
