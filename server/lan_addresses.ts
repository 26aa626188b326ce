/**
 * Finds this machine's addresses in its network, so that codes and links lead there even from `localhost`. The
 * launcher looks; the server may not.
 */
import { existsSync } from "node:fs";
import { networkInterfaces } from "node:os";
import type { Settings } from "../classroom/settings.ts";
import { isLoopback } from "../routes/(http)/_origin.ts";

/** One address of an interface. */
export interface Interface {
  /** The interface's. */
  name: string;
  family: "IPv4" | "IPv6";
  address: string;
}

/** Interfaces within the machine: bridges of containers, virtual machines, tunnels. */
const withinMachine =
  /^(docker|br-|veth|virbr|vmnet|vboxnet|vEthernet|bridge|cni|flannel|podman|lxc|lxd|utun|tun|tap|wg|zt|tailscale)/i;

/**
 * The addresses that others in the network can likely reach, the likeliest first. Pure. A container's own, of 172.16
 * to 31, leads nowhere from outside: there BASE_URL says what does.
 */
export function reachable(
  interfaces: readonly Interface[],
  inContainer = false,
): string[] {
  return interfaces
    .filter(({ name, family, address }) =>
      family === "IPv4" && !withinMachine.test(name) &&
      !/^(0|127|169\.254)\./.test(address)
    )
    .map(({ address }) => address)
    .filter((address) => !inContainer || rank(address) !== 2)
    .sort((a, b) => rank(a) - rank(b));
}

/** This machine's addresses, if the server listens on them; none where `BASE_URL` is set. */
export function lanAddresses(
  settings: Pick<Settings, "BASE_URL" | "HOST">,
): string[] {
  if (settings.BASE_URL) return [];
  if (settings.HOST && !/^(0\.0\.0\.0|::|\[::\])$/.test(settings.HOST)) {
    return [];
  }
  const all = Object.entries(networkInterfaces())
    .flatMap(([name, addresses = []]) =>
      addresses.map((it) => ({ ...it, name }))
    );
  return reachable(all, existsSync("/.dockerenv"));
}

/** Whether browsers of others that open this address take it for no secure context (D-4). */
export function isInsecure(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === "http:" && !isLoopback(hostname);
}

/** Schools and homes have 192.168 and 10; software on the machine makes many of 172.16 to 31. */
function rank(address: string): number {
  if (address.startsWith("192.168.")) return 0;
  if (address.startsWith("10.")) return 1;
  return /^172\.(1[6-9]|2\d|3[01])\./.test(address) ? 2 : 3;
}
