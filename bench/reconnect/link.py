"""
A bad link between this machine and a network namespace with nothing else in it: two TUN devices, and between them
every IP packet waits its turn for the bandwidth, travels for half the round trip, or is lost. What TCP makes of that
is the kernel's own doing. Needs root, /dev/net/tun and iproute2; Python has all the rest.

    link.py SEED [ROUND_TRIP LOSS DOWN UP]

The round trip in seconds, the part of the packets that is lost each way, and bits a second down to the namespace and
up from it; without them it is the link of `bench reconnect`.

It says the first NUMBER that no other link has: the namespace is homeroom-NUMBER, its address 10.66.NUMBER.2, this
machine's 10.66.NUMBER.1. Commands come in as lines, and each is answered by one of JSON: "cut" (nothing passes, nobody
is told), "restore", "down" (the device in the namespace goes, as wifi does), "up", "wide" (there is bandwidth for all),
"narrow", "count" (bytes and packets that passed, and lost ones, since the last time it was asked, and how long TCP's
waited for those before them, in ms). "restore" and "up" say when it was, in ms since 1970. At the end of the input
everything is taken away again.
"""
import fcntl
import json
import os
import random
import select
import socket
import struct
import subprocess
import sys
import time
from collections import deque

given = [float(word) for word in sys.argv[2:]] or [0.300, 0.01, 1_000_000, 1_000_000]
ROUND_TRIP, LOSS, DOWN, UP = given
QUEUE = 0.5  # s that a packet waits at most for those before it, as in a router at home

seed = int(sys.argv[1])
os.nice(-15)  # a busy machine does not make the link slower


def ip(*words):
    subprocess.run(["ip", *words], check=True)


def tun(device):
    """A device whose packets are read and written here, without Ethernet around them."""
    opened = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
    fcntl.ioctl(opened, TUNSETIFF, struct.pack("16sH", device.encode(), IFF_TUN | IFF_NO_PI))
    ip("link", "set", device, "addrgenmode", "none")
    return opened


class Way:
    """One direction."""

    def __init__(self, source, target, bandwidth, seed):
        self.source, self.target = source, target
        self.narrow = self.bandwidth = bandwidth / 8  # bytes/s
        self.random = random.Random(seed)
        self.underway = deque()  # (when it arrives, packet)
        self.free = 0.0  # when the bandwidth is
        self.forget()

    def forget(self):
        self.bytes = self.packets = self.lost = 0
        self.waits = []

    def waited(self):
        waits = sorted(self.waits) or [0]
        return [1000 * waits[int(part * (len(waits) - 1))] for part in (0.5, 0.95)]

    def read(self, now, passes):
        while True:
            try:
                packet = os.read(self.source, 65536)
            except (BlockingIOError, OSError):
                return  # no more, or the device is down
            if not passes:
                continue
            if self.random.random() < LOSS or self.free - now > QUEUE:
                self.lost += 1
                continue
            if packet[0] >> 4 == 4 and packet[9] == socket.IPPROTO_TCP:
                self.waits.append(max(0, self.free - now))
            self.free = max(self.free, now) + len(packet) / self.bandwidth
            self.underway.append((self.free + ROUND_TRIP / 2, packet))

    def write(self, now):
        while self.underway and self.underway[0][0] <= now:
            _, packet = self.underway.popleft()
            try:
                os.write(self.target, packet)
            except OSError:
                continue  # the device is down
            self.bytes += len(packet)
            self.packets += 1


def take():
    for number in range(1, 255):
        add = ["ip", "netns", "add", f"homeroom-{number}"]
        if subprocess.run(add, stderr=subprocess.DEVNULL).returncode == 0:
            return number
    sys.exit("There is no namespace to be had: are you root?")


number = take()
name, here, there = f"homeroom-{number}", f"hr{number}", f"hr{number}b"
try:
    near, far = tun(here), tun(there)
    ip("address", "add", f"10.66.{number}.1/30", "dev", here)
    ip("link", "set", here, "up")
    # The usual one, whatever this machine has set for all.
    ip("route", "replace", f"10.66.{number}.0/30", "dev", here, "congctl", "cubic")
    ip("link", "set", there, "netns", name)
    inside = ["-n", name]
    ip(*inside, "link", "set", "lo", "up")
    ip(*inside, "address", "add", f"10.66.{number}.2/30", "dev", there)

    def up():
        ip(*inside, "link", "set", there, "up")
        ip(*inside, "route", "replace", "default", "dev", there, "congctl", "cubic")

    up()
    ways = {"up": Way(far, near, UP, 2 * seed), "down": Way(near, far, DOWN, 2 * seed + 1)}
    passes = True
    print(number, flush=True)
    while True:
        now = time.monotonic()
        due = [way.underway[0][0] - now for way in ways.values() if way.underway]
        ready, _, _ = select.select([near, far, 0], [], [], max(0, min(due)) if due else None)
        now = time.monotonic()
        if 0 in ready:
            command = os.read(0, 100).decode().strip()
            answer = None
            if not command:
                break
            if command in ("cut", "down"):
                passes = False
                for way in ways.values():
                    way.underway.clear()
            if command == "down":
                ip(*inside, "link", "set", there, "down")
            if command == "up":
                up()
            if command in ("restore", "up"):
                passes = True
                answer = 1000 * time.time()
            if command in ("wide", "narrow"):
                for way in ways.values():
                    way.bandwidth = 1e9 if command == "wide" else way.narrow
            if command == "count":
                answer = {
                    key: {
                        "bytes": way.bytes,
                        "packets": way.packets,
                        "lost": way.lost,
                        "waited": way.waited(),
                    }
                    for key, way in ways.items()
                }
                for way in ways.values():
                    way.forget()
            print(json.dumps(answer), flush=True)
        for way in ways.values():
            way.read(now, passes)
            way.write(now)
finally:
    subprocess.run(["ip", "netns", "del", name])
