"""The service that serve.py starts: BentoML with its adaptive batching, in as many worker processes as the machine has cores."""
import os
from typing import Annotated

import bentoml
import numpy
import onnxruntime
from bentoml.validators import DType

ROWS_MAX = 64
WAIT_MS_MAX = 1000
WORKERS = 2
THREADS_OF_A_CALL = 1


@bentoml.service(workers=WORKERS, traffic={"timeout": 30}, logging={"access": {"enabled": False}}, metrics={"enabled": False})
class Medium:

    def __init__(self):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS_OF_A_CALL
        self.session = onnxruntime.InferenceSession(os.environ["MODEL"], options, providers=["CPUExecutionProvider"])

    @bentoml.api(batchable=True, max_batch_size=ROWS_MAX, max_latency_ms=WAIT_MS_MAX)
    def predict(self, input: Annotated[numpy.ndarray, DType("float32")]) -> numpy.ndarray:
        return self.session.run(None, {"input": input.reshape(-1, 1, 28, 28)})[0]
