/**
 * Finds this machine's addresses in its network, so that codes and links work even from `localhost`. The server lacks
 * the permission for that.
 */
import { existsSync } from "node:fs";
import { networkInterfaces } from "node:os";
import type { Settings } from "../classroom/settings.ts";
import { isLoopback } from "../routes/(http)/_origin.ts";

export interface NetworkInterface {
  name: string;
  family: "IPv4" | "IPv6";
  address: string;
}

/** Interfaces within the machine: containers, virtual machines, tunnels. */
const withinMachine =
  /^(docker|br-|veth|virbr|vmnet|vboxnet|vEthernet|bridge|cni|flannel|podman|lxc|lxd|utun|tun|tap|wg|zt|tailscale)/i;

/**
 * The addresses that other machines can probably reach, most likely first. In a container, 172.16–31 is not reachable
 * from outside; set BASE_URL there.
 */
export function reachableAddresses(
  interfaces: readonly NetworkInterface[],
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

/** Whether a server with this `HOST` listens on all interfaces. */
export function isEverywhere(
  host: string | undefined,
): host is "0.0.0.0" | "::" | undefined {
  return host === undefined || host === "0.0.0.0" || host === "::";
}

/** This machine's addresses if the server listens on all; empty otherwise, or if `BASE_URL` is set. */
export function lanAddresses(
  settings: Pick<Settings, "BASE_URL" | "HOST">,
): string[] {
  if (settings.BASE_URL) return [];
  if (!isEverywhere(settings.HOST)) return [];
  const interfaceAddresses = Object.entries(networkInterfaces())
    .flatMap(([name, addresses = []]) =>
      addresses.map((it) => ({ ...it, name }))
    );
  return reachableAddresses(interfaceAddresses, existsSync("/.dockerenv"));
}

/** Whether browsers on other machines treat this address as an insecure context (D-4). */
export function isInsecureAddress(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === "http:" && !isLoopback(hostname);
}

/** Schools and homes use 192.168 and 10; software on the machine often 172.16–31. */
function rank(address: string): number {
  if (address.startsWith("192.168.")) return 0;
  if (address.startsWith("10.")) return 1;
  return /^172\.(1[6-9]|2\d|3[01])\./.test(address) ? 2 : 3;
}
