# SPDX-License-Identifier: Apache-2.0
"""A loader that misbehaves leaves the running image alone, and is reported."""

import os
import signal
import subprocess


def _loader(scene):
    """A loader that does what the file `mode` says."""
    scene.write("mode", "")
    return scene.write("load", f"""#!/bin/sh
case $(cat mode) in
hang) exec sleep 60 ;;
crash) kill -SEGV $$ ;;
status) exit 7 ;;
unsealed) exit 0 ;;
image) exec head -c 200000000 /dev/zero >&3 ;;
memory) exec python3 -c '
import os
try:
    octets = bytearray(1 << 30)
except MemoryError:
    os.abort()' ;;
esac
exec {scene.program('dnsd-load')} "$@"
""", 0o755)


def _start(scene):
    env = {"DNSD_LOAD": _loader(scene), "DNSD_LOAD_TIMEOUT_MS": "1000",
           "DNSD_LOAD_MEMORY_MIB": "128"}
    return scene.start(env=env).ready()


def _reload_fails(scene, mode, reason):
    dnsd = _start(scene)
    scene.write("mode", mode)
    mark = dnsd.mark()
    dnsd.signal(signal.SIGHUP)
    dnsd.wait_line(reason, mark)
    dnsd.wait_line(r"reload failed; what was served before is still served", mark)
    assert dnsd.ask("www.example.org") == ["192.0.2.1"]
    scene.write("mode", "")
    mark = dnsd.mark()
    dnsd.signal(signal.SIGHUP)
    dnsd.wait_line(r"reload: unchanged", mark)


def survives_a_loader_that_hangs(scene):
    _reload_fails(scene, "hang", r"not done after 1000 ms")


def survives_a_loader_that_crashes(scene):
    _reload_fails(scene, "crash", r"killed by signal 11")


def survives_a_loader_that_fails(scene):
    _reload_fails(scene, "status", r"failed with status 7")


def survives_a_loader_that_eats_memory(scene):
    libraries = subprocess.run(["ldd", scene.program("dnsd")], check=True,
                               capture_output=True, text=True).stdout
    if "libasan" in libraries or "libtsan" in libraries:
        return  # a sanitizer maps more than any limit allows: there is none
    _reload_fails(scene, "memory", r"killed by signal 6")


def survives_a_loader_whose_image_is_too_large(scene):
    _reload_fails(scene, "image", r"outgrew the memory")


def survives_a_loader_that_makes_no_image(scene):
    _reload_fails(scene, "unsealed", r"cannot be served: ")


def ends_when_the_first_load_hangs(scene):
    loader = _loader(scene)
    scene.write("mode", "hang")
    dnsd = scene.start(env={"DNSD_LOAD": loader, "DNSD_LOAD_TIMEOUT_MS": "300"})
    assert dnsd.status() == 1
    dnsd.wait_line(r"not done after 300 ms")


def ends_at_once_when_told_to_while_loading(scene):
    loader = _loader(scene)
    scene.write("mode", "hang")
    dnsd = scene.start(env={"DNSD_LOAD": loader})
    dnsd.signal(0)
    children = f"/proc/{dnsd.process.pid}/task/{dnsd.process.pid}/children"
    while True:  # until the loader runs, the signal's handler may not be there yet
        with open(children, encoding="ascii") as file:
            if file.read().split():
                break
    dnsd.signal(signal.SIGTERM)
    assert dnsd.status() == 0


def loads_at_low_priority_when_it_reloads(scene):
    # The priority is set from outside, a moment after the start: look until it is there.
    ours = os.nice(0)
    loader = scene.write("load", "#!/bin/sh\n"
                                 f"while [ -e reload ] && [ $(nice) = {ours} ]; do :; done\n"
                                 "echo nice $(nice) policy $(cut -d' ' -f41 /proc/$$/stat) >&2\n"
                                 f"exec {scene.program('dnsd-load')} \"$@\"\n", 0o755)
    dnsd = scene.start(env={"DNSD_LOAD": loader}).ready()
    dnsd.wait_line(f"nice {ours} policy 0")
    scene.write("reload", "")
    mark = dnsd.mark()
    dnsd.signal(signal.SIGHUP)
    dnsd.wait_line(f"nice {min(ours + 10, 19)} policy 3", mark)
