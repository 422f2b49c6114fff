"""An ONNX file for Triton's Python backend: the rows of all requests of a batch in one call."""
import os
import sys

sys.path.insert(0, os.environ["SITE_PACKAGES"])

import numpy
import onnxruntime
import triton_python_backend_utils as triton

THREADS_OF_A_CALL = 1


class TritonPythonModel:

    def initialize(self, arguments):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS_OF_A_CALL
        self.session = onnxruntime.InferenceSession(os.environ["MODEL"], options, providers=["CPUExecutionProvider"])

    def execute(self, requests):
        inputs = [triton.get_input_tensor_by_name(request, "input").as_numpy() for request in requests]
        outputs, = self.session.run(None, {"input": inputs[0] if len(inputs) == 1 else numpy.concatenate(inputs)})
        ends = numpy.cumsum([len(rows) for rows in inputs])[:-1]
        return [triton.InferenceResponse([triton.Tensor("probabilities", rows)]) for rows in numpy.split(outputs, ends)]
