"""Scales numbers. A row that begins with -1 fails all that is executed with it; one with -2 waits while the file GATE is there."""
import os
import sys
import time
from pathlib import Path

sys.path.append(os.environ["SITE_PACKAGES"])
import numpy
import triton_python_backend_utils as triton

BAD = -1
WAITS = -2
GATE = Path(os.environ["GATE"])
WAITING = GATE.with_suffix(".rows")


class TritonPythonModel:
    def execute(self, requests):
        return [self.answer(request) for request in requests]

    def answer(self, request):
        numbers = triton.get_input_tensor_by_name(request, "numbers").as_numpy()
        if (numbers[:, 0] == BAD).any():
            raise ValueError(f"a row begins with {BAD}")
        if (numbers[:, 0] == WAITS).any():
            WAITING.write_text(str(len(numbers)))
            while GATE.exists() and not request.is_cancelled():
                time.sleep(0.001)
        return triton.InferenceResponse([
            triton.Tensor("scaled", numbers * numpy.float32(1.1)),
            triton.Tensor("largest", numbers.max(axis=1, keepdims=True)),
        ])
