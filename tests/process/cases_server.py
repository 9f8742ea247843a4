# SPDX-License-Identifier: Apache-2.0
"""The serving process dies, hangs, and what it may not hold."""

import os
import select
import signal
import socket
import subprocess
import time

from dnsd import frame, query


def loses_no_queued_query_when_the_server_is_killed(scene):
    dnsd = scene.start().ready()
    server = dnsd.serve_pid()
    os.kill(server, signal.SIGSTOP)  # so that queries queue in the sockets
    udp = []
    for number in range(120):
        client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        client.settimeout(10)
        client.sendto(query("www.example.org", number), ("127.0.0.1", dnsd.port))
        udp.append(client)
    tcp = []
    for number in range(30):
        client = socket.create_connection(("127.0.0.1", dnsd.port), 10)
        client.sendall(frame(query("www.example.org", number)))
        tcp.append(client)
    began = time.monotonic()
    os.kill(server, signal.SIGKILL)
    for number, client in enumerate(udp):
        assert client.recv(512)[:2] == number.to_bytes(2, "big")
        client.close()
    for number, client in enumerate(tcp):
        assert client.recv(512)[2:4] == number.to_bytes(2, "big")
        client.close()
    assert time.monotonic() - began < 1, "it took a second or more"
    dnsd.wait_line(r"killed by signal 9")
    assert dnsd.serve_pid() != server


def comes_back_each_time_it_is_killed(scene):
    dnsd = scene.start().ready()
    for _ in range(5):
        mark = dnsd.mark()
        os.kill(dnsd.serve_pid(), signal.SIGKILL)
        assert dnsd.ask("www.example.org") == ["192.0.2.1"]
        dnsd.wait_line(r"answers again", mark)


def waits_longer_between_starts_that_fail(scene):
    serve = scene.write("serve", "#!/bin/sh\n[ -e broken ] && exit 3\n"
                                 f"exec {scene.program('dnsd-serve')}\n", 0o755)
    dnsd = scene.start(env={"DNSD_SERVE": serve}).ready()
    scene.write("broken", "")
    children = f"/proc/{dnsd.process.pid}/task/{dnsd.process.pid}/children"
    with open(children, encoding="ascii") as file:
        os.kill(int(file.read().split()[0]), signal.SIGKILL)
    mark = 0
    for _ in range(4):
        mark = dnsd.wait_line(r"dnsd-serve ended with status 3", mark)
    os.unlink(os.path.join(scene.folder, "broken"))
    dnsd.wait_line(r"answers again", mark)
    assert dnsd.ask("www.example.org") == ["192.0.2.1"]


def does_not_start_without_a_server_that_runs(scene):
    serve = scene.write("serve", "#!/bin/sh\nexit 3\n", 0o755)
    dnsd = scene.start(env={"DNSD_SERVE": serve})
    assert dnsd.status() == 1
    dnsd.wait_line(r"dnsd-serve ended with status 3")


def ends_with_its_supervisor(scene):
    dnsd = scene.start().ready()
    server = dnsd.serve_pid()
    watcher = os.pidfd_open(server)
    dnsd.process.kill()
    dnsd.process.wait()
    poller = select.poll()
    poller.register(watcher)
    assert poller.poll(5000), "dnsd-serve lives on without its supervisor"
    os.close(watcher)


def answers_from_every_address_of_a_wildcard(scene):
    scene.write("Corefile", "example.org {\n    file db.example\n}\n")
    dnsd = scene.start().ready()
    for host in ("127.0.0.1", "127.0.0.2", "127.9.8.7"):
        assert dnsd.ask("www.example.org", host) == ["192.0.2.1"]  # ask() looks at the source


def links_no_parser(scene):
    libraries = subprocess.run(["ldd", scene.program("dnsd-serve")], check=True,
                               capture_output=True, text=True).stdout
    for name in ("ldns", "yaml", "maxminddb"):
        assert name not in libraries, f"dnsd-serve links {name}:\n{libraries}"
    libraries = subprocess.run(["ldd", scene.program("dnsd")], check=True,
                               capture_output=True, text=True).stdout
    for name in ("ldns", "yaml", "maxminddb", "pcre"):
        assert name not in libraries, f"dnsd links {name}:\n{libraries}"
    libraries = subprocess.run(["ldd", scene.program("dnsd-load")], check=True,
                               capture_output=True, text=True).stdout
    assert "libuv" not in libraries, f"dnsd-load links libuv:\n{libraries}"


def refuses_to_run_without_a_supervisor(scene):
    alone = subprocess.run([scene.program("dnsd-serve")], capture_output=True, text=True,
                           check=False)
    assert alone.returncode == 1
    assert "started by dnsd" in alone.stderr


def holds_its_limits_under_pipelining(scene):
    dnsd = scene.start().ready()
    with socket.create_connection(("127.0.0.1", dnsd.port), 10) as client:
        count = 5000
        client.sendall(b"".join(frame(query("www.example.org", i)) for i in range(count)))
        client.shutdown(socket.SHUT_WR)
        octets = b""
        while True:
            part = client.recv(1 << 16)
            if not part:
                break
            octets += part
    one = len(frame(query("www.example.org"))) + 16
    assert len(octets) == count * one, f"{len(octets)} octets instead of {count * one}"


def answers_over_ipv6_from_the_address_that_was_asked(scene):
    scene.write("Corefile", "example.org {\n    file db.example\n}\n")
    dnsd = scene.start().ready()
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as client:
        client.settimeout(5)
        client.sendto(query("www.example.org", 7), ("::1", dnsd.port))
        reply, source = client.recvfrom(512)
        assert source[:2] == ("::1", dnsd.port)
        assert reply[:2] == b"\0\7"
    with socket.create_connection(("::1", dnsd.port), 10) as client:
        client.sendall(frame(query("www.example.org", 8)))
        assert client.recv(512)[2:4] == b"\0\10"


def never_waits_for_whoever_reads_its_log(scene):
    reader, writer = os.pipe()
    scene.write("Corefile", "example.org {\n    bind 127.0.0.1\n    file db.example\n    log\n}\n")
    with os.fdopen(writer, "wb") as pipe:
        dnsd = scene.start(stdout=pipe)
    octets = b""
    while b"linux/" not in octets:
        octets += os.read(reader, 65536)
    count = 30000  # lines of some 100 octets: the pipe and the ring of a worker are full by then
    with socket.create_connection(("127.0.0.1", dnsd.port), 10) as client:
        for start in range(0, count, 100):
            numbers = range(start, start + 100)
            client.sendall(b"".join(frame(query("www.example.org", i)) for i in numbers))
            left = 100 * (len(frame(query("www.example.org"))) + 16)
            while left > 0:
                left -= len(client.recv(left))
    seen = 0
    dropped = 0
    octets = b""
    while seen + dropped < count:  # every line is written or counted
        octets += os.read(reader, 65536)
        *lines, octets = octets.split(b"\n")
        for line in lines:
            if b"log lines were dropped" in line:
                dropped += int(line.split()[1])
            else:
                assert b"www.example.org." in line, line
                seen += 1
    assert dropped > 0 and seen > 1000, f"{seen} lines, {dropped} dropped"
    os.close(reader)


def holds_no_file(scene):
    dnsd = scene.start().ready()
    folder = f"/proc/{dnsd.serve_pid()}/fd"
    for name in os.listdir(folder):
        target = os.readlink(os.path.join(folder, name))
        assert target.startswith(("socket:", "pipe:", "anon_inode:")) or target == "/dev/null", \
            f"dnsd-serve holds {target}"
