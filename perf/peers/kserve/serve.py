"""KServe's Python server: serve.py MODEL PORT. Its batching is an agent in a Kubernetes pod and cannot be had here."""
import asyncio
import logging
import sys
import uuid

import onnxruntime
import uvicorn
from kserve import InferOutput, InferResponse, Model, ModelServer

THREADS_OF_A_CALL = 1
WORKERS = 1


class Medium(Model):

    def __init__(self, model):
        super().__init__("medium")
        self.model = model

    def load(self):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS_OF_A_CALL
        self.session = onnxruntime.InferenceSession(self.model, options, providers=["CPUExecutionProvider"])
        self.ready = True
        return True

    async def predict(self, payload, headers=None, response_headers=None):
        pixels = payload.inputs[0].as_numpy()
        probabilities, = await asyncio.to_thread(self.session.run, None, {"input": pixels})
        output = InferOutput("probabilities", list(probabilities.shape), "FP32")
        output.set_data_from_numpy(probabilities, binary_data=False)
        return InferResponse(payload.id or str(uuid.uuid4()), self.name, [output])


class LoopbackConfig(uvicorn.Config):
    """It listens on all addresses and logs each request, and has no setting for either."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options | {"host": "127.0.0.1", "access_log": False})


if __name__ == "__main__":
    model, port = sys.argv[1], int(sys.argv[2])
    uvicorn.Config = LoopbackConfig
    logging.getLogger("kserve.trace").setLevel(logging.WARNING)
    medium = Medium(model)
    medium.load()
    ModelServer(http_port=port, workers=WORKERS, enable_grpc=False, access_log_format=None).start([medium])
