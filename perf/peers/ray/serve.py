"""Ray Serve with its batching, HAProxy before it and tuned for throughput, as its guide has it: serve.py MODEL PORT."""
import os
import signal
import sys

os.environ |= {"RAY_SERVE_THROUGHPUT_OPTIMIZED": "1", "RAY_SERVE_ENABLE_HA_PROXY": "1", "RAY_SERVE_ENABLE_HA_PROXY": "1", "RAY_USAGE_STATS_ENABLED": "0"}

import numpy
import onnxruntime
import orjson
import ray
from ray import serve
from starlette.responses import Response

ROWS_MAX = 64
WAIT_S = 0.001
REPLICAS = 1
THREADS_OF_A_CALL = 1


@serve.deployment(num_replicas=REPLICAS, max_ongoing_requests=256, ray_actor_options={"num_cpus": 0.5})
class Medium:

    def __init__(self, model):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS_OF_A_CALL
        self.session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    @serve.batch(max_batch_size=ROWS_MAX, batch_wait_timeout_s=WAIT_S)
    async def run(self, pixels):
        return list(self.session.run(None, {"input": numpy.stack(pixels)})[0])

    async def __call__(self, request):
        pixels = numpy.array(orjson.loads(await request.body())["input"], numpy.float32).reshape(1, 28, 28)
        probabilities = await self.run(pixels)
        return Response(orjson.dumps({"output": probabilities}, option=orjson.OPT_SERIALIZE_NUMPY), media_type="application/json")


if __name__ == "__main__":
    model, port = sys.argv[1:]
    ray.init(include_dashboard=False, logging_level="warning", _node_ip_address="127.0.0.1")
    serve.start(http_options={"host": "127.0.0.1", "port": int(port)}, logging_config={"log_level": "WARNING", "enable_access_log": False})
    serve.run(Medium.bind(model), route_prefix="/predict")
    signal.sigwait({signal.SIGINT, signal.SIGTERM})
    ray.shutdown()
