"""Becomes the tritonserver that nvidia-pytriton brings: triton.py FOLDER ARGUMENTS..., with its backends in the folder."""
import ctypes
import os
import shutil
import signal
import sys
import sysconfig
from pathlib import Path

UNAVAILABLE = 69


def unavailable(why):
    print(why)
    sys.exit(UNAVAILABLE)


def needs_libpython(version, folder):
    name = f"libpython{version}.so.1.0"
    for place in (name, f"{folder}/{name}"):
        try:
            ctypes.CDLL(place)
            return
        except OSError as failure:
            why = failure
    unavailable(f"Triton's Python backend needs {name}, which is not on this machine ({why}).")


def guard():
    """A child that kills the server when standard input ends: the kernel closes that pipe however its other end dies."""
    server = os.getpid()
    if os.fork() == 0:
        sys.stdin.buffer.read()
        if os.getppid() == server:
            os.kill(server, signal.SIGKILL)
        os._exit(0)


folder, *arguments = sys.argv[1:]
version = sysconfig.get_python_version()
libraries = sysconfig.get_config_var("LIBDIR")
packages = Path(sysconfig.get_path("platlib"))
triton = packages / "pytriton/tritonserver"
stub = triton / "python_backend_stubs" / version / "triton_python_backend_stub"
if not stub.exists():
    unavailable(f"nvidia-pytriton has no Python backend for Python {version}.")
needs_libpython(version, libraries)

backends = shutil.copytree(triton / "backends", Path(folder, "backends"))
shutil.copy(stub, backends / "python")
environment = os.environ | {
    "LD_LIBRARY_PATH": f"{packages}/nvidia_pytriton.libs:{libraries}",
    "SITE_PACKAGES": str(packages),  # for models: the interpreter in the backend heeds no PYTHONPATH
    "PYTHONDONTWRITEBYTECODE": "1",
}
guard()
os.execve(triton / "bin/tritonserver", ["tritonserver", "--backend-directory", str(backends), *arguments], environment)
