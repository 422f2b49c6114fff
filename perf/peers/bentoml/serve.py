"""Becomes `bentoml serve`: serve.py MODEL PORT."""
import os
import sys
from pathlib import Path

model, port = sys.argv[1:]
os.environ |= {"MODEL": model, "BENTOML_DO_NOT_TRACK": "True"}
bentoml = Path(sys.executable).with_name("bentoml")
os.execv(bentoml, ["bentoml", "serve", "service:Medium", "--working-dir", str(Path(__file__).parent),
                   "--host", "127.0.0.1", "--port", port])
