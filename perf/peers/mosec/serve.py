"""mosec with its batching: serve.py MODEL PORT. A front in Rust, a process for the JSON and one for the model."""
import os
import sys

import numpy
import onnxruntime
import orjson
from mosec import Server, Worker

ROWS_MAX = 64
WAIT_MS = 1
THREADS_OF_A_CALL = 1


class Medium(Worker):

    def __init__(self):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS_OF_A_CALL
        self.session = onnxruntime.InferenceSession(os.environ["MODEL"], options, providers=["CPUExecutionProvider"])

    def deserialize(self, data):
        return numpy.array(orjson.loads(data)["input"], numpy.float32).reshape(1, 28, 28)

    def serialize(self, data):
        return orjson.dumps({"output": data}, option=orjson.OPT_SERIALIZE_NUMPY)

    def forward(self, data):
        return list(self.session.run(None, {"input": numpy.stack(data)})[0])


if __name__ == "__main__":
    model, port = sys.argv[1:]
    os.environ["MODEL"] = model
    sys.argv[1:] = ["--address", "127.0.0.1", "--port", port, "--log-level", "warning"]
    server = Server()
    server.append_worker(Medium, num=1, max_batch_size=ROWS_MAX, max_wait_time=WAIT_MS, route="/predict")
    server.run()
