"""Reverses texts. One that is "poison" fails the requests it came with, and no other that Triton lets share the execution."""
import os
import sys

sys.path.append(os.environ["SITE_PACKAGES"])
import numpy
import triton_python_backend_utils as triton


class TritonPythonModel:
    def execute(self, requests):
        return [self.answer(request) for request in requests]

    def answer(self, request):
        texts = triton.get_input_tensor_by_name(request, "texts").as_numpy()
        if b"poison" in texts:
            error = triton.TritonError("a text is poison", triton.TritonError.INVALID_ARG)
            return triton.InferenceResponse([], error=error)
        return triton.InferenceResponse([
            triton.Tensor("reversed", numpy.array([[text[::-1] for text in row] for row in texts], dtype=numpy.object_)),
            triton.Tensor("lengths", numpy.array([[len(text) for text in row] for row in texts], dtype=numpy.int32)),
        ])
