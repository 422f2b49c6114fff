"""Triton 2.51 with its Python backend and dynamic batching: serve.py MODEL PORT. gRPC on the next port."""
import os
import shutil
import sys
import sysconfig
import tempfile
from pathlib import Path

here = Path(__file__).resolve().parent
start = here.parents[2] / "services/inference-orchestrator/src/test/resources/io/outrigger/orchestrator/triton/triton.py"

model, port = sys.argv[1], int(sys.argv[2])
folder = Path(tempfile.mkdtemp(prefix="triton-"))
shutil.copytree(here / "models", folder / "models")
os.environ |= {"MODEL": model}
os.execv(sys.executable, [
    sys.executable, str(start), str(folder), "--model-repository", str(folder / "models"), "--allow-metrics=false",
    "--http-address=127.0.0.1", f"--http-port={port}", "--grpc-address=127.0.0.1", f"--grpc-port={port + 1}"])
