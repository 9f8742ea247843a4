# SPDX-License-Identifier: Apache-2.0
"""Reloads: all or nothing, without a gap."""

import os
import signal
import socket
import threading
import time

from dnsd import addresses, frame, query

ZONE = "@ 300 IN SOA ns admin {serial} 3600 600 86400 300\nwww 300 IN A {address}\n"


def _reload(dnsd, expect):
    mark = dnsd.mark()
    dnsd.signal(signal.SIGUSR1)
    dnsd.wait_line(expect, mark)


def says_so_when_nothing_changed(scene):
    dnsd = scene.start().ready()
    server = dnsd.serve_pid()
    _reload(dnsd, r"reload: unchanged, nothing to swap")
    assert dnsd.serve_pid() == server


def serves_what_changed(scene):
    dnsd = scene.start().ready()
    server = dnsd.serve_pid()
    scene.write("db.example", ZONE.format(serial=2, address="192.0.2.2"))
    _reload(dnsd, r"Reloading complete")
    assert dnsd.ask("www.example.org") == ["192.0.2.2"]
    assert dnsd.serve_pid() == server


def keeps_the_old_when_the_new_is_broken(scene):
    dnsd = scene.start().ready()
    scene.write("Corefile", "example.org {\n    bind 127.0.0.1\n    nosuchplugin\n}\n")
    _reload(dnsd, r"nosuchplugin")
    dnsd.wait_line(r"reload failed")
    assert dnsd.ask("www.example.org") == ["192.0.2.1"]


def moves_to_other_addresses(scene):
    dnsd = scene.start().ready()
    scene.write("Corefile", "example.org {\n    bind 127.0.0.2\n    file db.example\n}\n")
    _reload(dnsd, r"Reloading complete")
    assert dnsd.ask("www.example.org", "127.0.0.2") == ["192.0.2.1"]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.connect(("127.0.0.1", dnsd.port))
        client.settimeout(5)
        client.send(query("www.example.org"))
        try:
            client.recv(512)
            raise AssertionError("127.0.0.1 still answers")
        except ConnectionRefusedError:
            pass
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as other:
        other.bind(("127.0.0.1", dnsd.port))  # nobody holds it


def refuses_addresses_that_it_cannot_have(scene):
    dnsd = scene.start().ready()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.2", dnsd.port))
        scene.write("Corefile", "example.org {\n    bind 127.0.0.1 127.0.0.2 127.0.0.3\n"
                                "    file db.example\n}\n")
        _reload(dnsd, r"127\.0\.0\.2:\d+: address already in use")
        dnsd.wait_line(r"reload failed")
        assert dnsd.ask("www.example.org", "127.0.0.1") == ["192.0.2.1"]
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as third:
            third.bind(("127.0.0.3", dnsd.port))  # what was bound for it is let go
    _reload(dnsd, r"Reloading complete")
    assert dnsd.ask("www.example.org", "127.0.0.2") == ["192.0.2.1"]


def keeps_connections_of_addresses_that_stay(scene):
    dnsd = scene.start().ready()
    with socket.create_connection(("127.0.0.1", dnsd.port), 10) as client:
        client.sendall(frame(query("www.example.org")))
        assert addresses(client.recv(512)[2:]) == ["192.0.2.1"]
        scene.write("db.example", ZONE.format(serial=2, address="192.0.2.2"))
        _reload(dnsd, r"Reloading complete")
        client.sendall(frame(query("www.example.org")))
        assert addresses(client.recv(512)[2:]) == ["192.0.2.2"]


def loses_no_query_while_it_reloads(scene):
    dnsd = scene.start().ready()
    faults = []
    done = threading.Event()
    asked = [0]

    def ask_on_and_on():
        while not done.is_set():
            try:
                assert dnsd.ask("www.example.org")[0].startswith("192.0.2.")
                asked[0] += 1
            except Exception as fault:
                faults.append(fault)
                return

    clients = [threading.Thread(target=ask_on_and_on) for _ in range(2)]
    for client in clients:
        client.start()
    for serial in range(2, 12):
        scene.write("db.example", ZONE.format(serial=serial, address=f"192.0.2.{serial}"))
        _reload(dnsd, r"Reloading complete")
    done.set()
    for client in clients:
        client.join()
    assert not faults, faults
    assert asked[0] > 20, f"only {asked[0]} queries were asked"


def is_back_with_the_new_image_after_a_kill(scene):
    dnsd = scene.start().ready()
    scene.write("db.example", ZONE.format(serial=2, address="192.0.2.2"))
    _reload(dnsd, r"Reloading complete")
    mark = dnsd.mark()
    os.kill(dnsd.serve_pid(), signal.SIGKILL)
    dnsd.wait_line(r"answers again", mark)
    assert dnsd.ask("www.example.org") == ["192.0.2.2"]


def takes_signals_that_come_during_a_load(scene):
    dnsd = scene.start().ready()
    scene.write("db.example", ZONE.format(serial=2, address="192.0.2.2"))
    for _ in range(5):
        dnsd.signal(signal.SIGHUP)
    dnsd.wait_line(r"Reloading complete")
    scene.write("db.example", ZONE.format(serial=3, address="192.0.2.3"))
    dnsd.signal(signal.SIGHUP)
    # A load of the signals before may take the new file already: only the outcome counts.
    deadline = time.monotonic() + 20
    while dnsd.ask("www.example.org") != ["192.0.2.3"]:
        assert time.monotonic() < deadline, dnsd.said()


def sees_a_zone_file_that_changes(scene):
    scene.write("Corefile", "example.org {\n    bind 127.0.0.1\n    file db.example {\n"
                            "        reload 1s\n    }\n}\n")
    dnsd = scene.start().ready()
    scene.write("db.example", ZONE.format(serial=2, address="192.0.2.2"))
    dnsd.wait_line(r"reload: db\.example changed")
    dnsd.wait_line(r"Reloading complete")
    assert dnsd.ask("www.example.org") == ["192.0.2.2"]


def tries_a_bad_file_once(scene):
    scene.write("Corefile", "example.org {\n    bind 127.0.0.1\n    file db.example {\n"
                            "        reload 1s\n    }\n}\n")
    dnsd = scene.start().ready()
    scene.write("db.example", ZONE.format(serial=2, address="192.0.2.300"))
    first = dnsd.wait_line(r"reload failed")
    assert dnsd.ask("www.example.org") == ["192.0.2.1"]
    scene.write("db.example", ZONE.format(serial=3, address="192.0.2.3"))  # within the interval
    dnsd.wait_line(r"Reloading complete", first)
    assert sum("reload failed" in line for line in dnsd.lines) == 1
    assert dnsd.ask("www.example.org") == ["192.0.2.3"]
