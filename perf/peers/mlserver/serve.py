"""MLServer with its adaptive batching: serve.py MODEL PORT. gRPC on the next port."""
import json
import os
import sys
import tempfile
from pathlib import Path

ROWS_MAX = 64
WAIT_S = 0.001
WORKERS = 1

model, port = sys.argv[1], int(sys.argv[2])
folder = Path(tempfile.mkdtemp(prefix="mlserver-"))
(folder / "settings.json").write_text(json.dumps({
    "host": "127.0.0.1", "http_port": port, "grpc_port": port + 1, "metrics_port": port + 2, "parallel_workers": WORKERS, "debug": False,
    "environments_dir": str(folder)}))
(folder / "model-settings.json").write_text(json.dumps({
    "name": "medium", "implementation": "runtime.Medium", "max_batch_size": ROWS_MAX, "max_batch_time": WAIT_S}))
os.environ |= {"MODEL": model, "PYTHONPATH": str(Path(__file__).parent)}
os.execv(Path(sys.executable).with_name("mlserver"), ["mlserver", "start", str(folder)])
