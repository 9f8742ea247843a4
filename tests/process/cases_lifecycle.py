# SPDX-License-Identifier: Apache-2.0
"""Start, end, command line, a second instance."""

import os
import pathlib
import re
import signal
import socket
import subprocess

from dnsd import frame, free_port, query


def _run(scene, *args, **more):
    return subprocess.run([scene.program("dnsd"), *args], cwd=scene.folder, capture_output=True,
                          text=True, check=False, timeout=15, **more)


def prints_its_zones_and_version(scene):
    scene.write("Corefile", "example.org example.net:5311 {\n    bind 127.0.0.1 ::1\n"
                            "    file db.example\n}\n")
    dnsd = scene.start().ready()
    zones = [line for line in dnsd.lines if " on " in line]
    assert sorted(zones) == sorted([
        f"example.org.:{dnsd.port} on 127.0.0.1", f"example.org.:{dnsd.port} on ::1",
        "example.net.:5311 on 127.0.0.1", "example.net.:5311 on ::1"]), zones
    assert re.fullmatch(r"dnsd-\d+\.\d+\.\d+", dnsd.lines[-2])


def is_quiet_when_told_to(scene):
    dnsd = scene.start("-quiet", "-pidfile", "pid")
    path = os.path.join(scene.folder, "pid")
    while not os.path.exists(path) or not os.path.getsize(path):
        assert dnsd.process.poll() is None
    assert dnsd.said() == ""
    with open(path, encoding="ascii") as file:
        assert file.read() == f"{dnsd.process.pid}\n"
    dnsd.signal(signal.SIGTERM)
    assert dnsd.status() == 0
    assert not os.path.exists(path)


def a_second_instance_does_not_start(scene):
    dnsd = scene.start().ready()
    second = _run(scene, "-dns.port", str(dnsd.port))
    assert second.returncode == 1
    assert f"127.0.0.1:{dnsd.port}: address already in use (UDP); stop the other server or " \
        "write another port (-dns.port, or zone:PORT)" in second.stderr, second.stderr
    for _ in range(20):  # and it stole nothing
        assert dnsd.ask("www.example.org") == ["192.0.2.1"]


def a_second_instance_on_every_address_does_not_start(scene):
    dnsd = scene.start().ready()
    scene.write("Corefile", "example.org {\n    file db.example\n}\n")
    second = _run(scene, "-dns.port", str(dnsd.port))
    assert second.returncode == 1
    assert "address already in use" in second.stderr, second.stderr


def a_tcp_port_in_use_stops_the_start(scene):
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        second = _run(scene, "-dns.port", str(other.getsockname()[1]))
    assert second.returncode == 1
    assert "address already in use (TCP)" in second.stderr, second.stderr


def a_missing_permission_says_what_to_do(scene):
    start = "/proc/sys/net/ipv4/ip_unprivileged_port_start"
    first = pathlib.Path(start).read_text().strip() if os.path.exists(start) else ""
    if os.getuid() != 0 or first in ("0", ""):
        return  # nothing that this user may not bind, or no way to become another one
    os.chmod(scene.folder, 0o755)
    drop = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
    if subprocess.run([*drop, "test", "-x", scene.program("dnsd")], check=False).returncode != 0:
        return  # the build folder is not for everyone
    second = subprocess.run([*drop, scene.program("dnsd"), "-dns.port", "99"], cwd=scene.folder,
                            capture_output=True, text=True, check=False, timeout=15)
    assert second.returncode == 1
    assert "127.0.0.1:99: permission denied" in second.stderr, second.stderr
    assert "CAP_NET_BIND_SERVICE" in second.stderr


def an_unknown_interface_names_those_there_are(scene):
    scene.write("Corefile", "example.org {\n    bind nosuch0\n    whoami\n}\n")
    second = _run(scene, "-dns.port", "5399")
    assert second.returncode == 1
    assert re.search(r"'nosuch0'.*write an address or one of: .*\blo\b", second.stderr), \
        second.stderr


def listens_on_an_interface_but_not_on_what_is_left_out(scene):
    scene.write("Corefile", "example.org {\n    bind lo {\n        except ::1\n    }\n"
                            "    file db.example\n}\n")
    dnsd = scene.start().ready()
    zones = [line for line in dnsd.lines if " on " in line]
    assert f"example.org.:{dnsd.port} on 127.0.0.1" in zones, zones
    assert not [line for line in zones if line.endswith("::1")], zones


def serves_one_address_beside_every_address(scene):
    scene.write("other", "@ 300 IN SOA ns admin 1 3600 600 86400 300\nwww 300 IN A 192.0.2.9\n")
    scene.write("Corefile", "example.org {\n    bind 127.0.0.1\n    file db.example\n}\n"
                            "example.net {\n    file other\n}\n")
    dnsd = scene.start().ready()
    assert dnsd.ask("www.example.org", "127.0.0.1") == ["192.0.2.1"]
    assert dnsd.ask("www.example.net", "127.0.0.2") == ["192.0.2.9"]
    assert dnsd.ask("www.example.org", "127.0.0.2") == []


def answers_what_waits_before_it_ends(scene):
    dnsd = scene.start().ready()
    server = dnsd.serve_pid()
    os.kill(server, signal.SIGSTOP)
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.settimeout(10)
    udp.sendto(query("www.example.org", 5), ("127.0.0.1", dnsd.port))
    tcp = socket.create_connection(("127.0.0.1", dnsd.port), 10)
    tcp.sendall(frame(query("www.example.org", 6)))
    dnsd.signal(signal.SIGTERM)
    dnsd.wait_line(r"SIGTERM: Shutting down")
    os.kill(server, signal.SIGCONT)
    assert udp.recv(512)[:2] == b"\0\5"
    assert tcp.recv(512)[2:4] == b"\0\6"
    udp.close()
    tcp.close()
    assert dnsd.status() == 0


def a_second_sigint_ends_it_at_once(scene):
    dnsd = scene.start().ready()
    os.kill(dnsd.serve_pid(), signal.SIGSTOP)
    dnsd.signal(signal.SIGINT)
    dnsd.wait_line(r"SIGINT: Shutting down")
    dnsd.signal(signal.SIGINT)
    assert dnsd.status() == 2


def sigquit_ends_it_at_once(scene):
    dnsd = scene.start().ready()
    os.kill(dnsd.serve_pid(), signal.SIGSTOP)
    dnsd.signal(signal.SIGQUIT)
    assert dnsd.status() == 0


def reads_a_corefile_from_standard_input(scene):
    path = scene.write("elsewhere", "example.org {\n    bind 127.0.0.1\n    file db.example\n}\n")
    os.unlink(os.path.join(scene.folder, "Corefile"))
    with open(path, encoding="utf-8") as stdin:
        dnsd = scene.start("-conf", "stdin", stdin=stdin).ready()
    assert dnsd.ask("www.example.org") == ["192.0.2.1"]
    mark = dnsd.mark()
    dnsd.signal(signal.SIGUSR1)
    dnsd.wait_line(r"reload: unchanged", mark)


def understands_the_forms_of_gos_flags(scene):
    dnsd = scene.start("--conf=Corefile", "-quiet=false").ready()
    assert dnsd.ask("www.example.org") == ["192.0.2.1"]


def says_what_is_wrong_with_the_command_line(scene):
    for args, found in ((["-cnf", "x"], "'-cnf' is no flag; write -conf"),
                        (["Corefile"], "'Corefile' is not understood; write the Corefile's name"),
                        (["-dns.port", "70000"], "write a number from 1 to 65535"),
                        (["-conf"], "-conf has no value; write -conf FILE"),
                        (["-quiet=perhaps"], "write true or false")):
        wrong = _run(scene, *args)
        assert wrong.returncode == 1, args
        assert found in wrong.stderr, wrong.stderr


def goes_on_when_nobody_reads_its_output(scene):
    reader, writer = os.pipe()
    with os.fdopen(writer, "wb") as pipe:
        scene.write("Corefile", "example.org {\n    bind 127.0.0.1\n    file db.example\n}\n")
        os.set_blocking(writer, False)
        try:
            while True:
                os.write(writer, b"x" * 4096)  # full from the start
        except BlockingIOError:
            pass
        os.set_blocking(writer, True)
        dnsd = scene.start("-pidfile", "pid", stdout=pipe)
        path = os.path.join(scene.folder, "pid")
        while not os.path.exists(path):
            assert dnsd.process.poll() is None
    assert dnsd.ask("www.example.org") == ["192.0.2.1"]
    os.kill(dnsd.serve_pid(), signal.SIGKILL)
    assert dnsd.ask("www.example.org") == ["192.0.2.1"]
    dnsd.signal(signal.SIGTERM)
    assert dnsd.status() == 0
    os.close(reader)


def starts_with_its_standard_descriptors_closed(scene):
    shell = f"exec {scene.program('dnsd')} -conf Corefile -dns.port $0 -pidfile pid <&- >&- 2>&-"
    port = free_port()
    process = subprocess.Popen(["sh", "-c", shell, str(port)], cwd=scene.folder)
    try:
        path = os.path.join(scene.folder, "pid")
        while not os.path.exists(path):
            assert process.poll() is None, "it ended"
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.settimeout(5)
            client.sendto(query("www.example.org", 9), ("127.0.0.1", port))
            assert client.recv(512)[:2] == b"\0\t"
    finally:
        process.terminate()
        assert process.wait(15) == 0


def lives_through_sigusr2(scene):
    dnsd = scene.start().ready()
    dnsd.signal(signal.SIGUSR2)
    dnsd.wait_line(r"SIGUSR2: no upgrade in place")
    assert dnsd.ask("www.example.org") == ["192.0.2.1"]


def binds_an_address_that_is_not_there_yet(scene):
    scene.write("Corefile", "example.org {\n    bind 127.0.0.1 192.0.2.77\n"
                            "    file db.example\n}\n")
    dnsd = scene.start().ready()
    dnsd.wait_line(r"192\.0\.2\.77:\d+: no interface has this address yet")
    assert not [line for line in dnsd.lines if "127.0.0.1:" in line and "interface" in line]
    assert dnsd.ask("www.example.org") == ["192.0.2.1"]
    mark = dnsd.mark()
    dnsd.signal(signal.SIGHUP)
    dnsd.wait_line(r"unchanged", mark)
    assert sum("no interface has" in line for line in dnsd.lines) == 1  # said once
