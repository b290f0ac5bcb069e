"""Addresses: under which this machine can be asked in its networks, without asking anybody."""

from __future__ import annotations

import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress

LOOPBACK = "127.0.0.1"
_ELSEWHERE = ("192.0.2.1", 9)
"""Reserved for documentation; nothing is sent there."""
_ADDRESS_OF_INTERFACE = 0x8915
"""What Linux calls the question (SIOCGIFADDR)."""


def own_addresses() -> list[str]:
    """Those of this machine in its networks, first the one that leads out; none without one."""
    found = dict.fromkeys([*_towards_elsewhere(), *_of_interfaces(), *_of_own_name()])
    return [each for each in found if not each.startswith(("127.", "0."))]


def _towards_elsewhere() -> Iterator[str]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        probe.connect(_ELSEWHERE)
        yield str(probe.getsockname()[0])


def _of_interfaces() -> Iterator[str]:
    """Also those from which nothing leads further, as in a room without internet."""
    if sys.platform != "linux":
        return
    from fcntl import ioctl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            with suppress(OSError):  # it has none
                asked = struct.pack("256s", name.encode()[:15])
                yield socket.inet_ntoa(ioctl(probe.fileno(), _ADDRESS_OF_INTERFACE, asked)[20:24])


def _of_own_name() -> Iterator[str]:
    with suppress(OSError):
        yield from socket.gethostbyname_ex(socket.gethostname())[2]
