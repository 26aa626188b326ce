/** The address at which a machine is most likely reached. */
import assert from "node:assert/strict";
import { startTexts } from "../../locales/terminal.ts";
import {
  isInsecureAddress,
  type NetworkInterface,
  reachableAddresses,
} from "../../server/lan_addresses.ts";

const at = (name: string, address: string): NetworkInterface => ({
  name,
  address,
  family: address.includes(":") ? "IPv6" : "IPv4",
});

Deno.test("a school's own network comes first among the addresses, and internal ones never", () => {
  assert.deepEqual(
    reachableAddresses([
      at("lo", "127.0.0.1"),
      at("docker0", "172.17.0.1"),
      at("br-5f2a", "172.18.0.1"),
      at("vboxnet0", "192.168.56.1"),
      at("eth1", "203.0.113.9"),
      at("eth2", "172.20.1.4"),
      at("tun0", "10.8.0.2"),
      at("wlan0", "10.20.3.4"),
      at("eth0", "192.168.1.7"),
      at("eth0", "fe80::1"),
      at("eth3", "169.254.1.1"),
    ]),
    ["192.168.1.7", "10.20.3.4", "172.20.1.4", "203.0.113.9"],
  );
});

Deno.test("a machine without a network has no address", () => {
  assert.deepEqual(reachableAddresses([at("lo", "127.0.0.1")]), []);
});

Deno.test("in a container the bridge's address is not offered", () => {
  const all = [at("eth0", "172.17.0.2"), at("eth1", "10.1.2.3")];
  assert.deepEqual(reachableAddresses(all, true), ["10.1.2.3"]);
  assert.deepEqual(reachableAddresses(all), ["10.1.2.3", "172.17.0.2"]);
});

Deno.test("an address is insecure where browsers give it no secure context (D-4)", () => {
  const plain = [
    "http://192.168.1.5:8000",
    "http://laptop.local",
    "http://a.test",
  ];
  const secure = [
    "https://class.example.org",
    "http://localhost:8000",
    "http://127.0.0.1:8000",
    "http://[::1]:8000",
  ];
  assert.deepEqual([...plain, ...secure].filter(isInsecureAddress), plain);
  const said = (isPlain: boolean) =>
    startTexts.welcome(plain[0], [], isPlain).split("plain http").length - 1;
  assert.deepEqual([said(true), said(false)], [1, 0]);
});
