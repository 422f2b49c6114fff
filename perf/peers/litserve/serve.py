"""LitServe with its batching: serve.py MODEL PORT."""
import sys

import litserve
import numpy
import onnxruntime

ROWS_MAX = 64
WAIT_S = 0.002
THREADS_OF_A_CALL = 1


class Medium(litserve.LitAPI):

    def setup(self, device):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS_OF_A_CALL
        self.session = onnxruntime.InferenceSession(sys.argv[1], options, providers=["CPUExecutionProvider"])

    def decode_request(self, request):
        return numpy.array(request["input"], numpy.float32).reshape(1, 28, 28)

    def batch(self, inputs):
        return numpy.stack(inputs)

    def predict(self, pixels):
        return self.session.run(None, {"input": pixels})[0]

    def unbatch(self, output):
        return list(output)

    def encode_response(self, output):
        return {"output": output.tolist()}


if __name__ == "__main__":
    server = litserve.LitServer(Medium(max_batch_size=ROWS_MAX, batch_timeout=WAIT_S), accelerator="cpu", workers_per_device=1,
                                fast_queue=True)
    server.run(host="127.0.0.1", port=int(sys.argv[2]), num_api_servers=2, generate_client_file=False, log_level="warning",
               access_log=False)
