"""The runtime that serve.py has MLServer load: onnxruntime, since MLServer brings none for ONNX."""
import os

import onnxruntime
from mlserver import MLModel
from mlserver.codecs import NumpyCodec
from mlserver.types import InferenceResponse

THREADS_OF_A_CALL = 1


class Medium(MLModel):

    async def load(self):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS_OF_A_CALL
        self.session = onnxruntime.InferenceSession(os.environ["MODEL"], options, providers=["CPUExecutionProvider"])
        return True

    async def predict(self, payload):
        pixels = NumpyCodec.decode_input(payload.inputs[0])
        probabilities = self.session.run(None, {"input": pixels})[0]
        return InferenceResponse(model_name=self.name, outputs=[NumpyCodec.encode_output("probabilities", probabilities)])
